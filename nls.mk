# What PGXS needs to know of the message catalogs (po/LANGUAGE.po)
#
#   make update-po    po/ko.po.new, with the messages of the sources as they are

CATALOG_NAME = budget_ext
# since 16 from po/LINGUAS
AVAIL_LANGUAGES = ko
GETTEXT_FILES = $(sort $(wildcard src/*.c)) po/sql.c
GETTEXT_TRIGGERS = $(BACKEND_COMMON_GETTEXT_TRIGGERS) gettext_noop \
	problem_at:4,4t problem_at:5,5t budget_gettext
GETTEXT_FLAGS = $(BACKEND_COMMON_GETTEXT_FLAGS) budget_gettext:1:c-format

po/sql.c: po/sql.awk $(SQL_PARTS:%=sql/%.sql)
	$(AWK) -f $^ > $@

# without gettext's compiler the module is built all the same, and speaks English
ifeq (,$(shell command -v $(MSGFMT)))
WANTED_LANGUAGES = none
$(info $(MSGFMT) is not here (package gettext), so messages stay in English)
endif
