-- message

-- RAISE takes a text as it is. po/sql.awk finds the messages by the name of this
-- function; what stands for a value in them is %s, for format().
CREATE FUNCTION budget_gettext(message text) RETURNS text
	LANGUAGE c STABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME';
COMMENT ON FUNCTION budget_gettext(text) IS
	'a message of the extension (메시지) in the language of lc_messages, or as it is where it has no translation';
