/* HTML from templates: see view.h. The only file that knows ctemplate.
 *
 * Every template is in one cache under "lang:name" and, for those of a pack, "lang:code/name".
 * A file that changed (development only) is put there again under a key of its own, since a
 * template may be in use on another thread.
 */
#include <ctemplate/template.h>
#include <glib.h>
#include <sys/stat.h>

#include <cstring>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

extern "C" {
#include "base/words.h"
#include "web/view.h"
#include "web/view_text.h"
}

using ctemplate::TemplateDictionary;

static const char *const LANGS[] = { "id", "en" };

struct Loaded {
    std::string file, key;
    gint64 changed_ns;
};

static struct {
    ctemplate::TemplateCache cache;
    std::mutex
        lock; /* guards loaded; taken for each look-up only in development and while loading */
    std::unordered_map<std::string, Loaded> loaded; /* "lang:name" -> what is in the cache */
    bool dev;
    guint generation;
} views;

struct Tree;
struct View {
    Tree *tree;
    TemplateDictionary *dict;
    std::string key; /* in the cache; empty for a section */
};

/* All views of one answer: they live and go together. */
struct Tree {
    TemplateDictionary dict;
    std::deque<View> views;
    std::string lang;
    Catalog *catalog;
    std::string included, included_key; /* the last: a list includes the same one for each row */
    explicit Tree(const char *name) : dict(name), catalog(nullptr)
    {
    }
};

static gint64 file_changed_ns(const std::string &file)
{
    struct stat status;
    if (stat(file.c_str(), &status) != 0)
        return 0;
    return (gint64)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
}

/* Puts a file into the cache for one language. Called with the lock held. */
static bool view_load(const std::string &slot, const char *name, const std::string &file,
                      const char *lang, GError **error)
{
    g_autofree char *source = nullptr;
    g_autoptr(GError) fault = nullptr;
    gint64 changed_ns = file_changed_ns(file);
    if (!g_file_get_contents(file.c_str(), &source, nullptr, &fault)) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, nullptr, N_("Berkas halaman tidak terbaca."),
                  "%s", fault->message);
        return false;
    }
    g_autofree char *text = view_text(name, source, lang, error);
    if (!text)
        return false;
    std::string key = slot + "#" + std::to_string(views.generation++);
    if (!views.cache.StringToTemplateCache(key, text, strlen(text), ctemplate::STRIP_BLANK_LINES)) {
        error_set(error, KENTONGAN_ERROR_INTERNAL, nullptr, N_("Berkas halaman rusak."),
                  "template %s is not well-formed", name);
        return false;
    }
    views.loaded[slot] = Loaded{ file, key, changed_ns };
    return true;
}

static bool folder_load(const std::string &folder, const std::string &below,
                        const std::string &owner, GError **error)
{
    std::string path = below.empty() ? folder : folder + "/" + below;
    g_autoptr(GDir) dir = g_dir_open(path.c_str(), 0, nullptr);
    const char *entry;
    while (dir && (entry = g_dir_read_name(dir))) {
        std::string name = below.empty() ? entry : below + "/" + entry;
        std::string file = folder + "/" + name;
        if (g_file_test(file.c_str(), G_FILE_TEST_IS_DIR)) {
            if (!folder_load(folder, name, owner, error))
                return false;
            continue;
        }
        if (!g_str_has_suffix(entry, ".html") && !g_str_has_suffix(entry, ".xml") &&
            !g_str_has_suffix(entry, ".svg") && !g_str_has_suffix(entry, ".css") &&
            !g_str_has_suffix(entry, ".js"))
            continue;
        for (const char *lang : LANGS)
            if (!view_load(std::string(lang) + ":" + owner + name, name.c_str(), file, lang, error))
                return false;
    }
    return true;
}

bool view_init(const char *folder, bool dev, GError **error)
{
    std::lock_guard<std::mutex> guard(views.lock);
    views.dev = dev;
    views.loaded.clear();
    if (folder_load(folder, "", "", error) && !views.loaded.empty())
        return true;
    if (error && !*error)
        error_set(error, KENTONGAN_ERROR_INTERNAL, nullptr, N_("Berkas halaman tidak terbaca."),
                  "no template in %s", folder);
    return false;
}

bool view_add_pack(const char *tenant_code, const char *folder, GError **error)
{
    std::lock_guard<std::mutex> guard(views.lock);
    return folder_load(folder, "", std::string(tenant_code) + "/", error);
}

/* In development a file that changed is loaded again; a broken one is logged and the old stays. */
static void view_refresh(const std::string &slot, const char *name, const char *lang)
{
    const Loaded before = views.loaded[slot];
    if (file_changed_ns(before.file) == before.changed_ns)
        return;
    g_autoptr(GError) error = nullptr;
    if (!view_load(slot, name, before.file, lang, &error))
        g_warning("%s", error_detail(error));
}

/* The key in the cache of a template as this tenant has it. A name that is not there is a bug. */
static std::string view_key(const char *name, const char *lang, const Catalog *catalog)
{
    std::lock_guard<std::mutex> guard(views.lock);
    std::string prefix = std::string(lang) + ":";
    std::string slot = prefix + name;
    if (catalog) {
        std::string own = prefix + catalog->tenant.code + "/" + name;
        if (views.loaded.count(own))
            slot = own;
    }
    if (!views.loaded.count(slot))
        g_error("there is no template %s", slot.c_str());
    if (views.dev)
        view_refresh(slot, name, lang);
    return views.loaded[slot].key;
}

static View *tree_add(Tree *tree, TemplateDictionary *dict, const std::string &key)
{
    tree->views.push_back(View{ tree, dict, key });
    return &tree->views.back();
}

View *view_new(const char *name, const char *lang, const Catalog *catalog)
{
    Tree *tree = new Tree(name);
    tree->lang = strcmp(lang, "en") == 0 ? "en" : "id";
    tree->catalog = catalog ? catalog_ref(catalog) : nullptr;
    return tree_add(tree, &tree->dict, view_key(name, tree->lang.c_str(), catalog));
}

void view_free(View *view)
{
    if (!view)
        return;
    Tree *tree = view->tree;
    g_assert(view == &tree->views.front());
    if (tree->catalog)
        catalog_unref(tree->catalog);
    delete tree;
}

/* The name of a place, known to the library: a name by its letters alone goes through a lock of all
 * threads each time. Names are words of our code, so they are few and are kept. */
static ctemplate::TemplateString known(const char *name)
{
    static thread_local std::unordered_map<std::string_view, ctemplate::StaticTemplateString> names;
    auto found = names.find(name);
    if (found == names.end()) {
        const char *kept = g_intern_string(name);
        ctemplate::StaticTemplateString made = { { kept, strlen(kept), 0 } };
        ctemplate::StaticTemplateStringInitializer registered(&made);
        found = names.emplace(kept, made).first;
    }
    return ctemplate::TemplateString(found->second);
}

void view_set(View *view, const char *name, const char *value)
{
    view->dict->SetValue(known(name), value ? value : "");
}

void view_set_int(View *view, const char *name, gint64 value)
{
    view->dict->SetIntValue(known(name), (long)value);
}

void view_set_word(View *view, const char *name, const char *msgid)
{
    view->dict->SetValue(known(name), words_get(view->tree->lang.c_str(), msgid));
}

View *view_add(View *view, const char *section)
{
    return tree_add(view->tree, view->dict->AddSectionDictionary(known(section)), "");
}

View *view_show(View *view, const char *section)
{
    return view_add(view, section);
}

View *view_include(View *view, const char *marker, const char *file)
{
    Tree *tree = view->tree;
    if (tree->included != file) {
        tree->included = file;
        tree->included_key = view_key(file, tree->lang.c_str(), tree->catalog);
    }
    TemplateDictionary *dict = view->dict->AddIncludeDictionary(known(marker));
    dict->SetFilename(tree->included_key);
    return tree_add(tree, dict, tree->included_key);
}

const char *view_lang(const View *view)
{
    return view->tree->lang.c_str();
}

const Catalog *view_catalog(const View *view)
{
    return view->tree->catalog;
}

GBytes *view_render(View *view)
{
    g_assert(!view->key.empty());
    std::string out;
    if (!views.cache.ExpandWithData(view->key, ctemplate::STRIP_BLANK_LINES, view->dict, nullptr,
                                    &out))
        g_error("template %s does not expand", view->key.c_str());
    return g_bytes_new(out.data(), out.size());
}

const char *view_word(const char *lang, const char *msgid)
{
    return words_get(lang, msgid);
}
