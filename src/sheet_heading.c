/*-------------------------------------------------------------------------
 *
 * sheet_heading.c
 *	  Which lines of a sheet are headings, and of what.
 *
 * A heading is known by its words: offices number, mark and nest the same
 * headings in many ways.
 *
 *-------------------------------------------------------------------------
 */
#include "postgres.h"

#include "sheet_reader.h"

/* What is left of a heading may be so long, and the heading still be known */
#define MAX_HEADING_REST 12

/* Names that a heading may have; the first that fits decides */
static const struct
{
	const char *name;
	SheetSection section;
}			section_names[] =
{
	{"산출근거", SHEET_SECTION_COST}, {"산출기초", SHEET_SECTION_COST},
	{"산출내역", SHEET_SECTION_COST}, {"예산요구내역", SHEET_SECTION_COST},
	{"예산총괄", SHEET_SECTION_BUDGET}, {"예산현황", SHEET_SECTION_BUDGET},
	{"예산액현황", SHEET_SECTION_BUDGET},
	{"결산", SHEET_SECTION_SETTLEMENT},
	{"추진실적", SHEET_SECTION_ACHIEVEMENT}, {"사업실적", SHEET_SECTION_ACHIEVEMENT},
	{"추진일정", SHEET_SECTION_SCHEDULE}, {"추진계획", SHEET_SECTION_SCHEDULE},
	{"사업일정", SHEET_SECTION_SCHEDULE},
	{"추진경위", SHEET_SECTION_HISTORY}, {"추진경과", SHEET_SECTION_HISTORY},
	{"추진절차", SHEET_SECTION_PROCEDURE},
	{"기대효과", SHEET_SECTION_EFFECT}, {"사업효과", SHEET_SECTION_EFFECT},
	{"필요성", SHEET_SECTION_NECESSITY}, {"중점추진사항", SHEET_SECTION_NECESSITY},
	{"사업목적", SHEET_SECTION_PURPOSE}, {"추진목적", SHEET_SECTION_PURPOSE},
	{"사업근거", SHEET_SECTION_BASIS}, {"법적근거", SHEET_SECTION_BASIS},
	{"추진근거", SHEET_SECTION_BASIS}, {"지원근거", SHEET_SECTION_BASIS},
	{"사업내용", SHEET_SECTION_CONTENT},
	{"사업개요", SHEET_SECTION_OVERVIEW},
	{"사전절차", SHEET_SECTION_NATURE}, {"사업성격", SHEET_SECTION_NATURE},
	{"담당자", SHEET_SECTION_CONTACT},
	{"기본현황", SHEET_SECTION_GROUP}, {"예산설명", SHEET_SECTION_GROUP},
	{"사업설명", SHEET_SECTION_GROUP}
};

/* Words beside them that change nothing */
static const char *const heading_fillers[] =
{
	"대상여부", "연도별", "년도별", "현황", "내역", "세부", "주요", "향후", "관련",
	"요구", "사업", "예산", "추진", "계속", "및", "의", "(", ")", ":", "-", "*"
};

/* Takes a word out of a key, wherever it stands */
static bool
remove_word(char *key, const char *word)
{
	char	   *at = strstr(key, word);
	int			len = (int) strlen(word);

	if (at == NULL)
		return false;
	memmove(at, at + len, strlen(at + len) + 1);
	return true;
}

/* Takes a number and the word behind it out of a key; the number, or 0 */
static int
remove_number(char *key, const char *prefix, int most, const char *const *words)
{
	for (char *at = key; *at; at++)
	{
		char	   *digits = at;
		char	   *end;
		int			value = 0;

		if (strncmp(at, prefix, strlen(prefix)) != 0)
			continue;
		digits += strlen(prefix);
		for (end = digits; *end >= '0' && *end <= '9' && end - digits < most; end++)
			value = value * 10 + (*end - '0');
		if (end == digits || (*end >= '0' && *end <= '9'))
			continue;
		for (; *words; words++)
		{
			if (strncmp(end, *words, strlen(*words)) == 0)
			{
				end += strlen(*words);
				memmove(at, end, strlen(end) + 1);
				return value;
			}
		}
		return 0;
	}
	return 0;
}

/* Finds the section that a heading names, and what else it says */
static void
read_heading_name(Heading *heading)
{
	static const char *const years[] = {"년도", "연도", "년", "", NULL};
	static const char *const spans[] = {"개년", "년간", "년", NULL};
	char		key[SHEET_KEY_SIZE];
	char		rest[SHEET_KEY_SIZE];
	SheetText	name = heading->name;
	int			unit = sheet_find(name, "단위");

	if (unit > 0)
	{
		/* with its bracket, if a name stands before it */
		SheetText	before = name;

		before.len = unit;
		before = sheet_trim(before);
		if (before.len > 0 && (before.data[before.len - 1] == '(' ||
							   before.data[before.len - 1] == '['))
			before.len--;
		heading->unit.data = before.data + before.len;
		heading->unit.len = name.len - before.len;
		before = sheet_trim(before);
		if (before.len > 0)
			heading->name = name = before;
		else
			heading->unit = SHEET_TEXT_EMPTY;
	}
	heading->section = SHEET_SECTION_UNKNOWN;
	if (sheet_key(name, key) == 0)
		return;
	strlcpy(rest, key, sizeof(rest));
	if (sheet_take_stage(rest, false, &heading->stage))
	{
		/* of the sections that have amounts of the year */
		bool		budget = false;

		for (int i = 0; i < lengthof(section_names); i++)
		{
			if (strstr(rest, section_names[i].name))
			{
				SheetSection section = section_names[i].section;

				budget = section == SHEET_SECTION_BUDGET ||
					section == SHEET_SECTION_COST ||
					section == SHEET_SECTION_SCHEDULE;
				break;
			}
		}
		if (budget)
			strlcpy(key, rest, sizeof(key));
		else
			heading->stage = SHEET_TEXT_EMPTY;
	}
	for (int i = 0; i < lengthof(section_names); i++)
	{
		if (remove_word(key, section_names[i].name) &&
			heading->section == SHEET_SECTION_UNKNOWN)
			heading->section = section_names[i].section;
	}
	if (heading->section == SHEET_SECTION_UNKNOWN)
		return;
	heading->window_years = remove_number(key, "최근", 2, spans);
	heading->year = remove_number(key, "", 4, years);
	for (int i = 0; i < lengthof(heading_fillers); i++)
	{
		while (remove_word(key, heading_fillers[i]))
			;
	}
	heading->rest = key[0] != '\0';
	if (strlen(key) > MAX_HEADING_REST)
		heading->section = SHEET_SECTION_UNKNOWN;
}

/* Takes the number of a chapter off: 1, 2., 3), Ⅳ., (5) */
static SheetText
skip_chapter_number(SheetText text)
{
	SheetText	rest = text;
	int			width;
	int			n = 0;

	if (rest.len > 0 && rest.data[0] == '(')
		n++;
	while (n < rest.len && rest.data[n] >= '0' && rest.data[n] <= '9')
		n++;
	if (n == 0 && rest.len > 3 && memcmp(rest.data, "\xE2\x85", 2) == 0)
		n = 3;					/* Roman numerals */
	if (n == 0 || n > 3)
		return text;
	while (n < rest.len && (rest.data[n] == '.' || rest.data[n] == ')' ||
							rest.data[n] == '-'))
		n++;
	rest.data += n;
	rest.len -= n;
	if (!sheet_blank_at(rest, 0, &width))
		return text;
	return sheet_trim(rest);
}

/* Takes ** off both ends */
static bool
skip_bold(SheetText *text)
{
	if (text->len > 4 && sheet_starts(*text, "**") &&
		memcmp(text->data + text->len - 2, "**", 2) == 0)
	{
		text->data += 2;
		text->len -= 4;
		*text = sheet_trim(*text);
		return true;
	}
	return false;
}

/*
 * Is the row at hand a heading?  One that starts with # always is; marks and
 * numbers make one if what follows names a section, or if nothing else can be
 * meant.
 */
bool
sheet_heading(SheetReader *r, Heading *heading)
{
	SheetText	text;
	bool		square;
	bool		bold;

	memset(heading, 0, sizeof(*heading));
	if (r->ncells != 1 || r->cells[0].nrows > 0)
		return false;
	text = r->cells[0].text;
	while (heading->level < text.len && text.data[heading->level] == '#')
		heading->level++;
	if (heading->level > 6 ||
		(heading->level == 0 && r->row->form != SHEET_FORM_TEXT))
		return false;
	text.data += heading->level;
	text.len -= heading->level;
	text = sheet_trim(text);
	while (heading->level > 0 && text.len > 0 && text.data[text.len - 1] == '#')
	{
		text.len--;
		text = sheet_trim(text);
	}
	bold = skip_bold(&text);
	square = sheet_starts(text, "□") || sheet_starts(text, "■") ||
		sheet_starts(text, "◇") || sheet_starts(text, "◆") ||
		sheet_starts(text, "◎") || sheet_starts(text, "▣");
	if (square)
		(void) sheet_marker(&text);
	bold |= skip_bold(&text);
	heading->name = skip_chapter_number(text);
	if (heading->name.len == 0)
		return false;

	if (heading->level > 0)
	{
		read_heading_name(heading);
		return true;
	}
	if (!square && !bold)
	{
		/* 1. 사업목적, 가. 사업목적, and the name alone */
		SheetMarker marker = sheet_marker(&heading->name);

		if (marker != SHEET_MARKER_NONE && marker != SHEET_MARKER_NUMBER &&
			marker != SHEET_MARKER_LETTER)
			return false;
		if (heading->name.len > 96)
			return false;
		(void) skip_bold(&heading->name);
		read_heading_name(heading);
		/* in the overview 사업내용 is a name beside a value, not a heading */
		return heading->section != SHEET_SECTION_UNKNOWN && !heading->rest &&
			(heading->name.data != text.data || r->row->after_blank);
	}
	read_heading_name(heading);
	if (heading->section != SHEET_SECTION_UNKNOWN)
		return !heading->rest || r->row->after_blank;
	/* an item of a list may have the same mark */
	return r->row->after_blank && r->row->indent == 0 &&
		r->section != SHEET_SECTION_COST &&
		memchr(heading->name.data, ':', heading->name.len) == NULL &&
		memchr(heading->name.data, '=', heading->name.len) == NULL;
}

