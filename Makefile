# budget_ext: PostgreSQL, taught to read and to defend a Korean budget
#
#   make && make install && make installcheck    as for any PGXS extension
#   make demo                                    the main job, in a throwaway server
#   make demo DEMO_LANG=ko                       the same, told in Korean
#   make test                                    every test, in a throwaway server
#   make test-upgrade                            from each major to each newer one
#   make test-majors                             on 17, 18, 19 and with assertions
#   make test-drivers                            what drivers and BI tools see
#   make fuzz FUZZ_SECONDS=60                    each parser, so long

EXTENSION = budget_ext
EXTVERSION = 1.1
DISTVERSION = 1.1.0
MODULE_big = budget_ext
OBJS = $(sort $(patsubst %.c,%.o,$(wildcard src/*.c)))
PGFILEDESC = "budget_ext - Korean public-budget types, rules and model"

# A part per topic, in the order they need each other
SQL_PARTS = thousand_won budget_code function_code chart rate cost_basis \
	rule row_rule sum_rule code_rule message model summary view view_years sheet sheet_text book \
	partition model_1_0 model_upgrade version refresh
SQL_SCRIPT = sql/$(EXTENSION)--$(EXTVERSION).sql
DATA_built = $(SQL_SCRIPT)
# Released versions, and the steps from one to the next, are kept as they are
DATA = $(filter-out $(SQL_SCRIPT),$(wildcard sql/$(EXTENSION)--*.sql))

REGRESS = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
# outputdir: else sql/TOPIC.sql, a part of the install script, is found first
REGRESS_OPTS = --inputdir=test --outputdir=test --load-extension=$(EXTENSION) --encoding=UTF8
ISOLATION = $(sort $(patsubst test/specs/%.spec,%,$(wildcard test/specs/*.spec)))
ISOLATION_OPTS = --inputdir=test --load-extension=$(EXTENSION) --encoding=UTF8
PROVE_TESTS = $(wildcard test/t/*.pl)

EXTRA_CLEAN = $(SQL_SCRIPT) po/sql.c src/*.gcda src/*.gcno \
	test/results test/regression.diffs test/regression.out

PG_CFLAGS = -Wall -Wextra -Wno-unused-parameter -Wno-sign-compare \
	-Wno-missing-field-initializers $(if $(WERROR),-Werror) \
	-ffile-prefix-map=$(CURDIR)=.
PG_CPPFLAGS = -DBUDGET_EXT_VERSION='"$(DISTVERSION)"'
# the server was configured with gcc, and so were its flags
ifneq ($(findstring clang,$(CC)),)
PG_CFLAGS += -Wno-unknown-warning-option -Wno-ignored-optimization-argument \
	-Wno-ignored-attributes
endif

# demo and test install what is missing first, so they must parse without it
PG_CONFIG ?= pg_config
PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))
ifneq ($(PGXS),)
include $(PGXS)
else
.PHONY: all install installcheck
all install installcheck:
	@echo "$(PG_CONFIG) does not say where PGXS is:" \
	  "install postgresql-server-dev-15, or try make demo" >&2; exit 1
endif

$(OBJS): $(wildcard src/*.h)
src/budget_ext.o src/budget_ext.bc: Makefile

$(SQL_SCRIPT): $(SQL_PARTS:%=sql/%.sql) Makefile
	{ printf '%s\n' '\echo Use "CREATE EXTENSION $(EXTENSION)" to load this file. \quit'; \
	  cat $(SQL_PARTS:%=sql/%.sql); } > $@

.PHONY: demo test fuzz dist test-drivers test-package
demo:
	@test/run demo
test:
	@test/run test
# installs Debian's packages of the drivers
test-drivers:
	@test/drivers/run
# as root: the archive of "make dist", and Debian's package built from it
test-package:
	@test/package
# as root, in root file systems of their own, see test/root: other majors and a
# build with assertions; all of them; under valgrind and the sanitizers
.PHONY: test-majors test-all test-deep test-upgrade coverage
test-majors:
	@test/majors
test-all:
	@test/all test majors upgrade asan core
test-deep:
	@test/all asan valgrind core crash sqlsmith
# from one major to the next, by dump and restore and by pg_upgrade
test-upgrade:
	@test/upgrade
# which lines of src/ the suites reach: a table, and pages in coverage/
coverage:
	@test/run coverage

FUZZ_SECONDS ?= 60
fuzz:
	@test/fuzz/run $(FUZZ_SECONDS)

dist:
	git archive --format=zip --prefix=$(EXTENSION)-$(DISTVERSION)/ \
	  -o $(EXTENSION)-$(DISTVERSION).zip HEAD

# docs/dashboard: the site, and its test in headless Chromium
.PHONY: dashboard dashboard-test
dashboard:
	@docs/dashboard/run build
dashboard-test:
	@docs/dashboard/run test
