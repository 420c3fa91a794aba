# make            build/kentongan, optimised and hardened
# make SAN=1      build-asan/kentongan with AddressSanitizer and UndefinedBehaviorSanitizer
# make SAN=thread build-tsan/kentongan with ThreadSanitizer
# make SAN=fuzz fuzzers  build-fuzz/fuzz/*, by clang with libFuzzer (script/fuzz runs them)
# make units      the unit and store test programs of the chosen build
# make install    under $(DESTDIR)$(PREFIX), after npm ci: program, what pages load, packs, manual, unit
# A new .c file in a source folder is found by itself.

SAN ?= 0
ifeq ($(origin CC),default)
CC := $(if $(filter fuzz,$(SAN)),clang,gcc)
endif
ifeq ($(origin CXX),default)
CXX := $(if $(filter fuzz,$(SAN)),clang++,g++)
endif
ifeq ($(SAN),1)
B := build-asan
OPT := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=undefined
LDOPT := -fsanitize=address,undefined
else ifeq ($(SAN),thread)
B := build-tsan
OPT := -O1 -fno-omit-frame-pointer -fsanitize=thread
LDOPT := -fsanitize=thread
else ifeq ($(SAN),fuzz)
B := build-fuzz
OPT := -O1 -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
       -fno-sanitize-recover=undefined
LDOPT := -fsanitize=address,undefined
else
B := build
OPT := -O2 -D_FORTIFY_SOURCE=3 -fstack-protector-strong
LDOPT := -Wl,-z,relro,-z,now
endif

PKGS := glib-2.0 gthread-2.0 gio-2.0 libmicrohttpd sqlite3 libpq jansson libcurl libsodium libqrencode gmime-3.0 \
        liboath libsystemd libctemplate cairo pangocairo fontconfig gio-2.0
GEOS_CFLAGS := $(shell geos-config --cflags)
GEOS_LIBS := -lgeos_c
WARN := -Wall -Wextra -Wshadow -Wformat=2 -Wvla -Wswitch-enum -Wimplicit-fallthrough -Werror
CWARN := $(WARN) -Wstrict-prototypes -Wmissing-prototypes
DEFS := -D_GNU_SOURCE -DGLIB_DISABLE_DEPRECATION_WARNINGS -DG_LOG_DOMAIN=\"kentongan\" \
        -DGETTEXT_PACKAGE=\"kentongan\" -DKENTONGAN_VERSION=\"$(shell cat VERSION)\"
INC := -Isrc $(shell pkg-config --cflags $(PKGS)) $(GEOS_CFLAGS)
CFLAGS := -std=gnu11 -g -fPIE $(OPT) $(CWARN) $(DEFS) $(INC)
CXXFLAGS := -std=c++17 -g -fPIE $(OPT) $(WARN) $(DEFS) $(INC)
LDFLAGS := -pie $(LDOPT)
LIBS := $(shell pkg-config --libs $(PKGS)) $(GEOS_LIBS) -lstemmer -llinear -lm -lpthread

FOLDERS := base model db store domain channel job web web/page web/api cli
SRC := $(foreach f,$(FOLDERS),$(wildcard src/$(f)/*.c))
SRCXX := $(wildcard src/web/*.cc)
OBJ := $(SRC:src/%.c=$(B)/obj/%.o) $(SRCXX:src/%.cc=$(B)/obj/%.o)
UNITS := $(patsubst tests/%.c,$(B)/tests/%,$(wildcard tests/unit/test_*.c tests/store/test_*.c))

.PHONY: all units clean
all: $(B)/kentongan $(B)/kentongan-image locale

$(B)/libkentongan.a: $(OBJ)
	@rm -f $@
	@ar rcs $@ $^

$(B)/kentongan: $(B)/obj/main.o $(B)/libkentongan.a
	@echo '  LD $@'
	@$(CXX) $(LDFLAGS) -o $@ $^ $(LIBS)

# the image helper: its own program, so that libvips never runs beside the database (see src/image)
$(B)/kentongan-image: $(patsubst src/%.c,$(B)/obj/%.o,$(wildcard src/image/*.c)) $(B)/libkentongan.a
	@echo '  LD $@'
	@$(CC) $(LDFLAGS) -o $@ $^ $(shell pkg-config --libs vips libseccomp gmodule-2.0 glib-2.0) -lm

$(B)/obj/image/%.o: src/image/%.c
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(CFLAGS) $(shell pkg-config --cflags vips libseccomp gmodule-2.0) -MMD -MP -c -o $@ $<

$(B)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(CFLAGS) -MMD -MP -c -o $@ $<

$(B)/obj/%.o: src/%.cc
	@mkdir -p $(@D)
	@echo '  CXX $<'
	@$(CXX) $(CXXFLAGS) -MMD -MP -c -o $@ $<

$(B)/tests/%: tests/%.c $(B)/libkentongan.a
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(CFLAGS) -Itests -MMD -MP -MT $@ -MF $@.d -c -o $@.o $<
	@echo '  LD $@'
	@$(CXX) $(LDFLAGS) -o $@ $@.o $(LIBRARY) $(LIBS)

LIBRARY = $(B)/libkentongan.a
# the statements of the whole program, also of files that no other object asks for
$(B)/tests/store/test_statements: LIBRARY = -Wl,--whole-archive $(B)/libkentongan.a -Wl,--no-whole-archive

units: $(UNITS)

FUZZERS := $(patsubst tests/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
.PHONY: fuzzers
fuzzers: $(FUZZERS)
$(B)/fuzz/%: tests/fuzz/%.c $(B)/libkentongan.a
	@mkdir -p $(@D)
	@echo '  CC $<'
	@$(CC) $(CFLAGS) -Itests -MMD -MP -c -o $@.o $<
	@echo '  LD $@'
	@$(CXX) $(LDFLAGS) -fsanitize=fuzzer -o $@ $@.o $(B)/libkentongan.a $(LIBS)

PO := $(wildcard locale/*.po)
.PHONY: locale
locale: $(PO:locale/%.po=$(B)/locale/%/LC_MESSAGES/kentongan.mo)
$(B)/locale/%/LC_MESSAGES/kentongan.mo: locale/%.po
	@mkdir -p $(@D)
	msgfmt --check -o $@ $<

PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share/kentongan
UNITDIR ?= $(PREFIX)/lib/systemd/system
.PHONY: install
install: all
	install -d $(SHARE)/docs/api $(DESTDIR)$(UNITDIR) $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/lib/kentongan
	install $(B)/kentongan $(B)/kentongan-image $(DESTDIR)$(PREFIX)/bin
	cp -r sql templates assets packs $(B)/locale $(SHARE)
	cp docs/api/openapi.json $(SHARE)/docs/api
	npm ls --omit=dev --all --parseable | sed -n 's|^$(CURDIR)/node_modules/||p' | while read -r name; do \
	  install -d "$(SHARE)/node_modules/$$name" && cp -r "node_modules/$$name/." "$(SHARE)/node_modules/$$name"; done
	install deploy/gammu/on-receive $(DESTDIR)$(PREFIX)/lib/kentongan/gammu-on-receive
	for page in docs/man/*.[15]; do \
	  install -D -m 644 "$$page" "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}"; done
	sed 's|/usr/bin|$(PREFIX)/bin|' deploy/systemd/kentongan.service >$(DESTDIR)$(UNITDIR)/kentongan.service

clean:
	rm -rf build build-asan build-tsan build-fuzz

-include $(OBJ:.o=.d) $(B)/obj/main.d $(wildcard $(B)/obj/image/*.d) $(UNITS:=.d) \
         $(wildcard $(B)/tests/bench/*.d)
