/* Names are found by a table of their joined letters; names with one mistake by a table of all
 * strings that arise when one letter is left out of a name: two words that differ by one letter
 * share such a string.
 */
#include "domain/place_names.h"

#include "base/text.h"

#include <string.h>

#define NEAR_LETTERS_MIN 6
#define NEAR_LETTERS_MAX 40
#define SIEVE_BITS 20

struct PlaceNames {
    GHashTable *by_joined;  /* joined -> PlaceName* (owned) */
    GHashTable *by_missing; /* a name without one letter -> PlaceName*, or &MANY */
    /* One bit of what is in by_missing: most words of a text are near to no name, and each would be
     * asked for once a letter. */
    guint8 sieve[1 << (SIEVE_BITS - 3)];
};

static const PlaceName MANY;

/* Everyday words of Indonesian (and some Javanese and Sundanese) that are also names of areas
 * somewhere. Such a name counts only behind a cue. */
static const char ORDINARY[] =
    "aceh agak agung air alasan alat alur aman anak antara arah area arus asa asem atap atas "
    "awan ayah ayam babakan bagi bagus bahagia bahu baik bakat bakti bakung balai bale balik "
    "bambu ban bandara bandung bangga bangsa bangun bangunan banjar banyak banyu banyumas "
    "barang barat baru basis batas bate batik batu batuan bau bawah bawang bayi bebas bekasi "
    "belakang belik beluk benda bener bengkel bening bentak berkah berkas berusaha besar "
    "besi beton bila bina bintang biru bisa bocor bogor bolong bromo buah buang buat budaya "
    "budidaya bukti buku bulan bulu bumi bunga buru butuh cabang cahaya cai cemerlang "
    "cendana cengkeh cerah cina cinta cirebon coba dadi daerah dagangan dalam dalang dalil "
    "damai damar dana darat dari darma darussalam data datang daun daya dekat demak depan "
    "deras desa diponegoro dukuh duren durian ekor emas empat enam era fajar gabus gading "
    "gajah gaji gambaran ganti gantungan gapura gara gardu garuda gatot gedung gelam gelang "
    "gelap gelombang gembira gemuruh gilingan gugur guna guntur gunung haji hanyut harap "
    "harapan harian harum harus hatta hidayat hijau hilir hulu hutan ibu iman indah induk "
    "insan intan islam jakarta jalan jaman jambu jamu jangkung janji jarak jasa jati jatuh "
    "jawa jaya jebol jenar jenderal jepang jogja juli jumat kabar kabupaten kaca kajar "
    "kalangan kali kamar kampung kanan kandang kantor kapal kapten karang karo kartini kasih "
    "kasihan katun kawan kayu kebon kebun kecamatan kecil kedai kejadian kejaksaan kelapa "
    "keling kelurahan kembang kembangan kencana keras kering kertas kesehatan ketan ketapang "
    "kidul kini kira kiri kita kolam kopi kota kramat kraton kuda kudus kuli kulon kuning "
    "labu ladang lain lainnya lama lancar langgar langka lanjut lapangan larangan laut layar "
    "lebak lebih lembang lembar lembur lengkong lewat licin lima lingga lingkar lobang loji "
    "lomba lor luar luas lubang lurah magelang maju makam makmur malam malang mampu mandiri "
    "mandor manggis manis mantan mas masa masing mata matang matur mawar mayor medan mekar "
    "melati melintang menjelang menteng merah merdeka meri minggu minta muara muda mudik "
    "muka mulya muncul mungkin murni nama namo namun nanas nangka nasi negara nelayan "
    "ngemplak nila normal nyamuk nyata oro padang padi paguyuban pahala pahlawan pajak paku "
    "palang paling panas pancasila pancur pancuran pandan pandangan panggang panggung "
    "pangkal pangkalan pangkat panjang pantai panti papan para parit pasar pasir pasokan "
    "paten pati pattimura patung pecangaan pekat pelajaran pelayanan peluang pemalang pemuda "
    "penambangan penantian pendopo peninjauan pensiunan perak perbatasan perbulan perdana "
    "perintis perkotaan permata pertama pertamina perwira pesantren pesisir peta petani "
    "pilar pinang pinggang pinggir pintu pisang pojok poli pondok pos prima pulau puluhan "
    "puncak punggung punten pusat putih putra putri raden rahayu raja rakyat rangka rata "
    "rawa rawan raya rejo rembang rendah roda rongga ruang ruko rumah sabar sadar sagu sakti "
    "salak salam sama sampah samping sampir sampun santri sarang sari sasaran satu sawah "
    "sawo sebelah seberang sedang segar sejahtera sekar sekat selamat selang selatan selesai "
    "seluas semangat semarang semata sementara semoga semut sentosa sentra sentul sepanjang "
    "serang sering serut setia setiap sewu siaga siang siliwangi siluman simpang singkil "
    "sini sisi situ slamet soekarno solo sono sosial subroto subur sudah sudirman suka "
    "sukarela sukses sumber sumur sungai surabaya surat suro suruh surya susukan swadaya "
    "taat tahu tahun tahunan taman tambahan tambak tambang tampak tampung tanah tanda tangga "
    "tanggul tanggung tanjung tapa tari tarikan tarub tebang tebing tebu tegal teluk tembok "
    "tempel tenang tenda tengah tengger tentang tepi teras terasa teratai teriak terminal "
    "terusan tes tetap tiga timur tinggi titik toko tokoh tolak tolang tolong tua tujuh "
    "tukang tulang tulis tulung tunas tunggu tunjuk turu turunan tutup tutur ujung ulang "
    "umbul umum undur upah usir usul utama utara wali warga warna waru waspada wates wayang "
    "web wetan wisata yang yayasan yogyakarta";

static const char FILLERS[] =
    "di ke dari yang dan atau dengan untuk pada ini itu ada tidak tdk tak sudah belum akan juga "
    "saya "
    "kami kita mohon tolong pak bu bapak ibu agar dekat depan belakang sebelah samping sampai "
    "sampe "
    "rt rw no nomor jl jln jalan gg gang desa ds kel kec kab kelurahan kecamatan kabupaten dusun "
    "dsn dk "
    "karena oleh para se lagi itu nya kalau kalo yg utk dgn bisa mau masih sangat sekali kok lah";

static GHashTable *words_of(const char *list)
{
    GHashTable *words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_auto(GStrv) split = g_strsplit(list, " ", -1);
    for (char **word = split; *word; word++)
        g_hash_table_add(words, g_strdup(*word));
    return words;
}

static bool is_in(gsize *once, const char *list, const char *word)
{
    if (g_once_init_enter(once)) {
        GHashTable *words = words_of(list);
        g_once_init_leave(once, (gsize)words);
    }
    return g_hash_table_contains((GHashTable *)*once, word);
}

bool place_names_is_filler(const char *word)
{
    static gsize once;
    return is_in(&once, FILLERS, word);
}

bool place_names_is_ordinary(const char *word)
{
    static gsize once;
    return is_in(&once, ORDINARY, word);
}

static void name_free(gpointer data)
{
    PlaceName *name = data;
    g_free(name->joined);
    g_free(name->spaced);
    g_ptr_array_unref(name->areas);
    g_free(name);
}

static void names_free(gpointer data)
{
    PlaceNames *names = data;
    g_hash_table_unref(names->by_missing);
    g_hash_table_unref(names->by_joined);
    g_free(names);
}

/* "Kabupaten Bogor" is looked for as "bogor": which of the two Bogor is said by the cue. */
static char *bare_name(const Area *area)
{
    static const char *const NOUNS[] = { "kabupaten administrasi ", "kota administrasi ",
                                         "kabupaten ", "kota " };
    g_autofree char *folded = text_fold(area->name);
    for (gsize i = 0; area->level == AREA_REGENCY && i < G_N_ELEMENTS(NOUNS); i++) {
        if (g_str_has_prefix(folded, NOUNS[i]))
            return g_strdup(folded + strlen(NOUNS[i]));
    }
    return g_steal_pointer(&folded);
}

static char *join(const char *spaced)
{
    g_auto(GStrv) words = g_strsplit(spaced, " ", -1);
    return g_strjoinv("", words);
}

/* Each of a name's words is ordinary ("Karang Anyar" is not, "Pasar Baru" is), or it is short, or
 * it is the name of the tenant itself, which everybody writes behind every address. */
static bool is_ordinary(const Catalog *catalog, const char *spaced)
{
    g_autofree char *own = text_fold(catalog->tenant.place_noun ? catalog->tenant.place_noun : "");
    g_auto(GStrv) words = g_strsplit(spaced, " ", -1);
    g_auto(GStrv) own_words = g_strsplit(own, " ", -1);
    if (g_strv_contains((const char *const *)own_words, spaced) || strlen(spaced) < 4)
        return true;
    for (char **word = words; *word; word++) {
        if (!place_names_is_ordinary(*word))
            return false;
    }
    return true;
}

static PlaceName *name_of(PlaceNames *names, const Catalog *catalog, const char *spaced, bool part)
{
    g_autofree char *joined = join(spaced);
    PlaceName *name = g_hash_table_lookup(names->by_joined, joined);
    if (!name && *joined) {
        name = g_new0(PlaceName, 1);
        *name = (PlaceName){ .joined = g_strdup(joined),
                             .spaced = g_strdup(spaced),
                             .ordinary = is_ordinary(catalog, spaced),
                             .part = part,
                             .areas = g_ptr_array_new() };
        g_hash_table_insert(names->by_joined, name->joined, name);
    }
    return name;
}

static void add_area(PlaceNames *names, const Catalog *catalog, Area *area)
{
    g_autofree char *spaced = bare_name(area);
    PlaceName *name = name_of(names, catalog, spaced, false);
    if (name)
        g_ptr_array_add(name->areas, area);
}

/* People leave out the side: "Wanogara". Only where no area has the short name itself. */
static void add_part(PlaceNames *names, const Catalog *catalog, Area *area)
{
    static const char *const SIDES[] = { " wetan",  " kulon", " kidul",   " lor",
                                         " tengah", " utara", " selatan", " timur",
                                         " barat",  " baru",  " lama" };
    g_autofree char *spaced = bare_name(area);
    for (gsize i = 0; i < G_N_ELEMENTS(SIDES); i++) {
        if (!g_str_has_suffix(spaced, SIDES[i]))
            continue;
        spaced[strlen(spaced) - strlen(SIDES[i])] = '\0';
        PlaceName *name = name_of(names, catalog, spaced, true);
        if (name && name->part)
            g_ptr_array_add(name->areas, area);
        return;
    }
}

/* word without the letter at i; names are folded to ASCII letters and digits almost always, and
 * bytes serve as well for the rest. */
static char *without(const char *word, gsize i)
{
    char *shorter = g_strdup(word);
    memmove(shorter + i, shorter + i + 1, strlen(word) - i);
    return shorter;
}

/* The sum of a string grows letter by letter: sum * FACTOR + letter. */
#define FACTOR 0x01000193u

static guint32 sieve_bit(guint32 sum)
{
    return sum * 0x9e3779b1u >> (32 - SIEVE_BITS);
}

static void sieve_add(PlaceNames *names, const char *missing)
{
    guint32 sum = 0;
    for (; *missing; missing++)
        sum = sum * FACTOR + (guchar)*missing;
    guint32 bit = sieve_bit(sum);
    names->sieve[bit >> 3] |= (guint8)(1 << (bit & 7));
}

static bool sieve_holds(const PlaceNames *names, guint32 sum)
{
    guint32 bit = sieve_bit(sum);
    return names->sieve[bit >> 3] >> (bit & 7) & 1;
}

/* False when neither joined nor joined without one letter is in by_missing. The sum without the
 * letter at i is had from that of the letters before and that of those behind. */
static bool sieve_may_hold(const PlaceNames *names, const char *joined)
{
    guint32 behind = 0, power = 1, before[NEAR_LETTERS_MAX + 1] = { 0 };
    gsize n = strlen(joined);
    for (gsize i = 0; i < n; i++)
        before[i + 1] = before[i] * FACTOR + (guchar)joined[i];
    bool may = sieve_holds(names, before[n]);
    for (gsize i = n; i-- > 0 && !may;) {
        may = sieve_holds(names, before[i] * power + behind);
        behind += (guchar)joined[i] * power;
        power *= FACTOR;
    }
    return may;
}

static void add_missing(PlaceNames *names, char *key, PlaceName *name)
{
    gpointer other = g_hash_table_lookup(names->by_missing, key);
    sieve_add(names, key);
    g_hash_table_insert(names->by_missing, key, other && other != name ? (gpointer)&MANY : name);
}

static bool may_be_near(const char *joined)
{
    gsize letters = strlen(joined);
    return letters >= NEAR_LETTERS_MIN && letters <= NEAR_LETTERS_MAX;
}

static void add_near(PlaceNames *names, PlaceName *name)
{
    if (!may_be_near(name->joined) || name->ordinary || name->part)
        return;
    add_missing(names, g_strdup(name->joined), name);
    for (gsize i = 0; name->joined[i]; i++)
        add_missing(names, without(name->joined, i), name);
}

static gpointer names_build(const Catalog *catalog)
{
    PlaceNames *names = g_new0(PlaceNames, 1);
    names->by_joined = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, name_free);
    names->by_missing = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < catalog->areas->len; i++) {
        Area *area = g_ptr_array_index(catalog->areas, i);
        if (g_strcmp0(area->code, catalog->tenant.area))
            add_area(names, catalog, area);
    }
    for (guint i = 0; i < catalog->areas->len; i++)
        add_part(names, catalog, g_ptr_array_index(catalog->areas, i));
    GHashTableIter at;
    gpointer name;
    g_hash_table_iter_init(&at, names->by_joined);
    while (g_hash_table_iter_next(&at, NULL, &name))
        add_near(names, name);
    return names;
}

const PlaceNames *place_names_of(const Catalog *catalog)
{
    return catalog_derived(catalog, CATALOG_PLACES, names_build, names_free);
}

const PlaceName *place_names_exact(const PlaceNames *names, const char *joined)
{
    return g_hash_table_lookup(names->by_joined, joined);
}

/* One letter of joined left out, or none, meets one letter of a name left out, or none. */
const PlaceName *place_names_near(const PlaceNames *names, const char *joined)
{
    if (!may_be_near(joined) || !sieve_may_hold(names, joined))
        return NULL;
    char shorter[NEAR_LETTERS_MAX + 1]; /* joined without the letter at i */
    const PlaceName *found = g_hash_table_lookup(names->by_missing, joined);
    g_strlcpy(shorter, joined + 1, sizeof shorter);
    for (gsize i = 0; joined[i] && found != &MANY; i++) {
        const PlaceName *other = g_hash_table_lookup(names->by_missing, shorter);
        if (other && found && other != found)
            return NULL;
        found = other ? other : found;
        shorter[i] = joined[i];
    }
    if (!found || found == &MANY || text_distance(joined, found->joined, 1) > 1)
        return NULL;
    return found;
}
