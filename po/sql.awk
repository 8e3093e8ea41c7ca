# The messages of sql/ as C, which xgettext can read: each budget_gettext('...'),
# on one line, at its place.
{
	rest = $0
	while (match(rest, /budget_gettext\(\047([^\047]|\047\047)*\047\)/))
	{
		message = substr(rest, RSTART + 16, RLENGTH - 18)
		gsub(/\047\047/, "\047", message)
		gsub(/["\\]/, "\\\\&", message)
		printf "#line %d \"%s\"\nbudget_gettext(\"%s\");\n", FNR, FILENAME, message
		rest = substr(rest, RSTART + RLENGTH)
	}
}
