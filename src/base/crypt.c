/* Secrets: see crypt.h. libsodium and liboath appear in this file only.
 *
 * The master key is never used itself: at start one key a purpose is derived from it, the master is
 * wiped, and the derived keys lie in a guarded, locked, read-only page. A sealed value is one
 * version byte, 24 bytes of nonce, ciphertext, 16 bytes of tag; its context is the additional data.
 * Changing a derivation, a context or the version orphans every value written before.
 */
#include "base/crypt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <liboath/oath.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MASTER_BYTES crypto_kdf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define HEAD_BYTES (1 + NONCE_BYTES)

enum { SEAL_VERSION = 1, TOTP_STEP_S = 30, TOTP_DIGITS = 6, TOKEN_BYTES = 16 };
enum { TOKEN_CHARS_MAX = 4096 };
enum { PASSWORD_OPS = 2, PASSWORD_MEM_BYTES = 19 * 1024 * 1024 };

typedef struct Keys {
    guint8 seal[crypto_aead_xchacha20poly1305_ietf_KEYBYTES];
    guint8 find[crypto_generichash_KEYBYTES];
    guint8 log[crypto_generichash_KEYBYTES];
    guint8 token[crypto_generichash_KEYBYTES];
} Keys;

struct CryptHash {
    crypto_generichash_state state;
};

static Keys *keys; /* written by crypt_open before any thread starts, read-only afterwards */

static gpointer libraries_start(G_GNUC_UNUSED gpointer none)
{
    if (sodium_init() < 0 || oath_init() != OATH_OK)
        g_error("the crypto libraries do not start");
    return NULL;
}

static void libraries_ready(void)
{
    static GOnce once = G_ONCE_INIT;
    g_once(&once, libraries_start, NULL);
}

static const Keys *keys_get(void)
{
    g_assert(keys); /* crypt_open comes first */
    return keys;
}

static void keys_derive(const guint8 *master)
{
    g_assert(!keys);
    Keys *made = sodium_malloc(sizeof *made);
    if (!made)
        g_error("no guarded memory for the keys (limit of locked memory?)");
    crypto_kdf_derive_from_key(made->seal, sizeof made->seal, 1, "kt-seal_", master);
    crypto_kdf_derive_from_key(made->find, sizeof made->find, 2, "kt-find_", master);
    crypto_kdf_derive_from_key(made->token, sizeof made->token, 3, "kt-token", master);
    crypto_kdf_derive_from_key(made->log, sizeof made->log, 4, "kt-log__", master);
    sodium_mprotect_readonly(made);
    keys = made;
}

static bool key_file_error(const char *key_file, const char *what, int number, GError **error)
{
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Kunci penyegel tidak dapat dipakai."),
              "key file %s: %s%s%s", key_file, what, number ? ": " : "",
              number ? g_strerror(number) : "");
    return false;
}

static bool write_all(int fd, const guint8 *data, gsize bytes)
{
    for (gsize done = 0; done < bytes;) {
        ssize_t n = write(fd, data + done, bytes - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return false;
        done += (gsize)n;
    }
    return true;
}

static void folder_sync(const char *key_file)
{
    g_autofree char *folder = g_path_get_dirname(key_file);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

static bool temporary_write(const char *path)
{
    guint8 fresh[MASTER_BYTES];
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return false;
    randombytes_buf(fresh, sizeof fresh);
    bool ok = write_all(fd, fresh, sizeof fresh) && fsync(fd) == 0;
    sodium_memzero(fresh, sizeof fresh);
    return close(fd) == 0 && ok;
}

/* The whole key is on disk before the name exists, so no crash leaves half a key; link() refuses
 * when another process was first, and then its key is the key. */
static bool key_file_make(const char *key_file, GError **error)
{
    g_autofree char *nonce = crypt_token_new(9);
    g_autofree char *temporary = g_strdup_printf("%s.new-%s", key_file, nonce);
    bool ok = temporary_write(temporary);
    ok = ok && (link(temporary, key_file) == 0 || errno == EEXIST);
    int number = errno;
    g_unlink(temporary);
    if (!ok)
        return key_file_error(key_file, "cannot be made", number, error);
    folder_sync(key_file);
    return true;
}

static gssize read_up_to(int fd, guint8 *data, gsize bytes)
{
    gsize done = 0;
    while (done < bytes) {
        ssize_t n = read(fd, data + done, bytes - done);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        if (n == 0)
            break;
        done += (gsize)n;
    }
    return (gssize)done;
}

static bool key_file_check(const char *key_file, int fd, GError **error)
{
    struct stat st;
    if (fstat(fd, &st) != 0)
        return key_file_error(key_file, "cannot be examined", errno, error);
    if (!S_ISREG(st.st_mode))
        return key_file_error(key_file, "is not a plain file", 0, error);
    if (st.st_mode & 077)
        return key_file_error(key_file, "others may read it; run: chmod 600 on it", 0, error);
    if (st.st_size != MASTER_BYTES)
        return key_file_error(key_file,
                              "must hold exactly 32 bytes; put back the key from your backup "
                              "(a new key cannot open what the old one sealed)",
                              0, error);
    return true;
}

static bool key_file_load(const char *key_file, int fd, GError **error)
{
    guint8 master[MASTER_BYTES];
    if (!key_file_check(key_file, fd, error))
        return false;
    bool ok = read_up_to(fd, master, sizeof master) == (gssize)sizeof master;
    if (ok)
        keys_derive(master);
    sodium_memzero(master, sizeof master);
    return ok || key_file_error(key_file, "cannot be read whole", errno, error);
}

bool crypt_open(const char *key_file, bool create, GError **error)
{
    libraries_ready();
    int fd = open(key_file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 && errno == ENOENT && create) {
        if (!key_file_make(key_file, error))
            return false;
        fd = open(key_file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    }
    if (fd < 0)
        return key_file_error(key_file, "cannot be opened; put back the key from your backup",
                              errno, error);
    bool ok = key_file_load(key_file, fd, error);
    close(fd);
    return ok;
}

void crypt_open_for_test(void)
{
    libraries_ready();
    if (keys)
        return;
    guint8 master[MASTER_BYTES];
    randombytes_buf(master, sizeof master);
    keys_derive(master);
    sodium_memzero(master, sizeof master);
}

void crypt_close(void)
{
    sodium_free(g_steal_pointer(&keys));
}

GBytes *crypt_seal(const char *context, const void *data, gsize bytes)
{
    gsize total = HEAD_BYTES + bytes + TAG_BYTES;
    guint8 *out = g_malloc(total);
    out[0] = SEAL_VERSION;
    randombytes_buf(out + 1, NONCE_BYTES);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + HEAD_BYTES, NULL, data, bytes,
                                               (const guint8 *)context, strlen(context), NULL,
                                               out + 1, keys_get()->seal);
    return g_bytes_new_take(out, total);
}

GBytes *crypt_seal_text(const char *context, const char *text)
{
    return text ? crypt_seal(context, text, strlen(text)) : NULL;
}

/* The opened bytes with a zero byte behind them, for both kinds of reader. (transfer full) */
static char *unseal(const char *context, GBytes *sealed, gsize *bytes, GError **error)
{
    gsize total = 0;
    const guint8 *in = g_bytes_get_data(sealed, &total);
    if (total >= HEAD_BYTES + TAG_BYTES && in[0] == SEAL_VERSION) {
        *bytes = total - HEAD_BYTES - TAG_BYTES;
        g_autofree char *out = g_malloc(*bytes + 1);
        out[*bytes] = 0;
        if (crypto_aead_xchacha20poly1305_ietf_decrypt(
                (guint8 *)out, NULL, NULL, in + HEAD_BYTES, total - HEAD_BYTES,
                (const guint8 *)context, strlen(context), in + 1, keys_get()->seal) == 0)
            return g_steal_pointer(&out);
    }
    error_set(error, KENTONGAN_ERROR_INTERNAL, NULL, N_("Data tersegel tidak dapat dibuka."),
              "%s: %" G_GSIZE_FORMAT " bytes do not open: changed, moved or sealed by another key",
              context, total);
    return NULL;
}

GBytes *crypt_open_sealed(const char *context, GBytes *sealed, GError **error)
{
    gsize bytes = 0;
    char *opened = unseal(context, sealed, &bytes, error);
    return opened ? g_bytes_new_take(opened, bytes) : NULL;
}

char *crypt_open_text(const char *context, GBytes *sealed, GError **error)
{
    gsize bytes = 0;
    return sealed ? unseal(context, sealed, &bytes, error) : NULL;
}

char *crypt_token_seal(const char *context, const char *text)
{
    g_autoptr(GBytes) sealed = crypt_seal_text(context, text);
    gsize bytes;
    const guchar *data = g_bytes_get_data(sealed, &bytes);
    char *token = g_base64_encode(data, bytes);
    g_strdelimit(token, "+", '-');
    g_strdelimit(token, "/", '_');
    return token;
}

char *crypt_token_open(const char *context, const char *token)
{
    if (!token || !*token || strlen(token) > TOKEN_CHARS_MAX)
        return NULL;
    g_autofree char *base64 = g_strdup(token);
    g_strdelimit(base64, "-", '+');
    g_strdelimit(base64, "_", '/');
    gsize bytes = 0;
    guchar *data = g_base64_decode(base64, &bytes);
    g_autoptr(GBytes) sealed = g_bytes_new_take(data, bytes);
    return crypt_open_text(context, sealed, NULL);
}

void crypt_hash(const void *data, gsize bytes, guint8 out[CRYPT_HASH_BYTES])
{
    libraries_ready();
    crypto_generichash(out, CRYPT_HASH_BYTES, data, bytes, NULL, 0);
}

/* The zero byte ends the context, so that no two pairs of context and text read alike. */
static void keyed_hash(const guint8 *key, const char *context, const void *data, gsize bytes,
                       guint8 *out, gsize out_bytes)
{
    crypto_generichash_state state;
    crypto_generichash_init(&state, key, crypto_generichash_KEYBYTES, out_bytes);
    crypto_generichash_update(&state, (const guint8 *)context, strlen(context) + 1);
    crypto_generichash_update(&state, data, bytes);
    crypto_generichash_final(&state, out, out_bytes);
}

void crypt_find_hash(const char *context, const char *text, guint8 out[CRYPT_FIND_BYTES])
{
    keyed_hash(keys_get()->find, context, text, strlen(text), out, CRYPT_FIND_BYTES);
}

CryptHash *crypt_hash_new(void)
{
    libraries_ready();
    CryptHash *hash = g_aligned_alloc(1, sizeof *hash, G_ALIGNOF(CryptHash));
    crypto_generichash_init(&hash->state, NULL, 0, CRYPT_HASH_BYTES);
    return hash;
}

CryptHash *crypt_hash_new_keyed(void)
{
    CryptHash *hash = crypt_hash_new();
    crypto_generichash_init(&hash->state, keys_get()->log, sizeof keys_get()->log,
                            CRYPT_HASH_BYTES);
    return hash;
}

void crypt_hash_add(CryptHash *hash, const void *data, gsize bytes)
{
    crypto_generichash_update(&hash->state, data, bytes);
}

void crypt_hash_end(CryptHash *hash, guint8 out[CRYPT_HASH_BYTES])
{
    crypto_generichash_final(&hash->state, out, CRYPT_HASH_BYTES);
    g_aligned_free(hash);
}

char *crypt_password_hash(const char *password)
{
    libraries_ready();
    char out[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str_alg(out, password, strlen(password), PASSWORD_OPS, PASSWORD_MEM_BYTES,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        g_error("no memory to hash a password");
    return g_strdup(out);
}

bool crypt_password_verify(const char *stored, const char *password)
{
    libraries_ready();
    char padded[crypto_pwhash_STRBYTES] = { 0 };
    if (!stored || g_strlcpy(padded, stored, sizeof padded) >= sizeof padded)
        return false;
    return crypto_pwhash_str_verify(padded, password, strlen(password)) == 0;
}

static gpointer nobody_hash(G_GNUC_UNUSED gpointer none)
{
    g_autofree char *password = crypt_token_new(16);
    return crypt_password_hash(password);
}

void crypt_password_verify_nothing(void)
{
    static GOnce once = G_ONCE_INIT;
    const char *stored = g_once(&once, nobody_hash, NULL);
    if (crypt_password_verify(stored, ""))
        g_error("an empty password fits a random hash");
}

char *crypt_token_new(guint bytes)
{
    g_autofree guint8 *raw = g_malloc(bytes);
    crypt_random(raw, bytes);
    gsize room = sodium_base64_encoded_len(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = g_malloc(room);
    sodium_bin2base64(out, room, raw, bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return out;
}

char *crypt_token_derive(const char *context, gint64 number)
{
    guint8 raw[TOKEN_BYTES];
    gint64 fixed = GINT64_TO_BE(number);
    keyed_hash(keys_get()->token, context, &fixed, sizeof fixed, raw, sizeof raw);
    return crypt_base32(raw, sizeof raw);
}

bool crypt_equal(const char *a, const char *b)
{
    gsize bytes = strlen(b);
    bool same_length = strlen(a) == bytes;
    return sodium_memcmp(same_length ? a : b, b, bytes) == 0 && same_length;
}

bool crypt_hmac_sha256_hex(const void *key, gsize key_bytes, const void *data, gsize bytes,
                           char out[65])
{
    libraries_ready();
    out[0] = 0;
    if (key_bytes == 0)
        return false;
    guint8 mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, key, key_bytes);
    crypto_auth_hmacsha256_update(&state, data, bytes);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2hex(out, 65, mac, sizeof mac);
    return true;
}

/* Six digits, however the person's phone groups them ("123 456"). */
static bool totp_code_read(const char *typed, char code[TOTP_DIGITS + 1])
{
    int n = 0;
    for (const char *p = typed; *p; p++) {
        if (*p == ' ')
            continue;
        if (!g_ascii_isdigit(*p) || n == TOTP_DIGITS)
            return false;
        code[n++] = *p;
    }
    code[n] = 0;
    return n == TOTP_DIGITS;
}

bool crypt_totp_check(GBytes *secret, const char *code, gint64 now_us, gint64 last_step,
                      gint64 *accepted)
{
    libraries_ready();
    char typed[TOTP_DIGITS + 1];
    char right[TOTP_DIGITS + 1];
    gsize bytes = 0;
    const char *raw = g_bytes_get_data(secret, &bytes);
    if (bytes == 0 || !totp_code_read(code, typed))
        return false;
    gint64 now = now_us / G_USEC_PER_SEC / TOTP_STEP_S;
    gint64 found = -1;
    for (gint64 step = MAX(now - 1, 0); step <= now + 1; step++) {
        if (oath_hotp_generate(raw, bytes, (guint64)step, TOTP_DIGITS, false,
                               OATH_HOTP_DYNAMIC_TRUNCATION, right) != OATH_OK)
            return false;
        if (sodium_memcmp(typed, right, TOTP_DIGITS) == 0 && step > last_step)
            found = step;
    }
    sodium_memzero(right, sizeof right);
    if (found < 0)
        return false;
    *accepted = found;
    return true;
}

char *crypt_base32(const void *data, gsize bytes)
{
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const guint8 *in = data;
    GString *out = g_string_sized_new(bytes * 8 / 5 + 2);
    guint32 buffer = 0;
    int bits = 0;
    for (gsize i = 0; i < bytes; i++) {
        buffer = (buffer << 8 | in[i]) & 0xffff;
        for (bits += 8; bits >= 5; bits -= 5)
            g_string_append_c(out, ALPHABET[buffer >> (bits - 5) & 31]);
    }
    if (bits > 0)
        g_string_append_c(out, ALPHABET[buffer << (5 - bits) & 31]);
    return g_string_free(out, FALSE);
}

void crypt_random(void *out, gsize bytes)
{
    libraries_ready();
    randombytes_buf(out, bytes);
}

char *crypt_hex(const void *data, gsize bytes)
{
    char *hex = g_malloc(bytes * 2 + 1);
    return sodium_bin2hex(hex, bytes * 2 + 1, data, bytes);
}

bool crypt_unhex(const char *hex, void *out, gsize bytes)
{
    gsize length = 0;
    const char *end = NULL;
    return sodium_hex2bin(out, bytes, hex, strlen(hex), NULL, &length, &end) == 0 &&
           length == bytes && *end == '\0';
}

GBytes *crypt_unbase32(const char *text)
{
    char *raw = NULL;
    size_t bytes = 0;
    if (oath_base32_decode(text, strlen(text), &raw, &bytes) != OATH_OK)
        return NULL;
    GBytes *decoded = g_bytes_new(raw, bytes);
    sodium_memzero(raw, bytes);
    free(raw);
    return decoded;
}
