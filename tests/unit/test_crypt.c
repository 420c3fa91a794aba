/* crypt.h: known vectors, and everything that must not open, verify or be accepted. */
#include "base/crypt.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static char *hex(const guint8 *data, gsize bytes)
{
    GString *out = g_string_new(NULL);
    for (gsize i = 0; i < bytes; i++)
        g_string_append_printf(out, "%02x", data[i]);
    return g_string_free(out, FALSE);
}

static void test_seal_opens_again(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) sealed = crypt_seal_text("person.name", "Siti Aminah");
    g_autoptr(GBytes) again = crypt_seal_text("person.name", "Siti Aminah");
    g_assert_cmpuint(g_bytes_get_size(sealed), ==, 1 + 24 + 11 + 16);
    g_assert_false(g_bytes_equal(sealed, again));
    g_autofree char *text = crypt_open_text("person.name", sealed, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, "Siti Aminah");

    g_autoptr(GBytes) empty = crypt_seal("x", "", 0);
    g_autoptr(GBytes) opened = crypt_open_sealed("x", empty, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(g_bytes_get_size(opened), ==, 0);
}

static void test_seal_null(void)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(crypt_seal_text("person.name", NULL));
    g_assert_null(crypt_open_text("person.name", NULL, &error));
    g_assert_no_error(error);
}

static void assert_closed(const char *context, const guint8 *data, gsize bytes)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) sealed = g_bytes_new(data, bytes);
    g_assert_null(crypt_open_sealed(context, sealed, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INTERNAL));
    g_assert_null(strstr(error_detail(error), "rahasia"));
}

static void test_seal_changed(void)
{
    g_autoptr(GBytes) sealed = crypt_seal_text("person.name", "rahasia");
    gsize bytes = 0;
    const guint8 *data = g_bytes_get_data(sealed, &bytes);
    assert_closed("person.phone", data, bytes);
    for (gsize n = 0; n < bytes; n++)
        assert_closed("person.name", data, n);
    for (gsize n = 0; n < bytes; n++) {
        g_autofree guint8 *changed = g_memdup2(data, bytes);
        changed[n] ^= 0x40;
        assert_closed("person.name", changed, bytes);
    }
}

static void test_hash_vectors(void)
{
    /* BLAKE2b-256 of "" and "abc" */
    guint8 out[CRYPT_HASH_BYTES];
    crypt_hash("", 0, out);
    g_autofree char *none = hex(out, sizeof out);
    g_assert_cmpstr(none, ==, "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
    crypt_hash("abc", 3, out);
    g_autofree char *abc = hex(out, sizeof out);
    g_assert_cmpstr(abc, ==, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");

    CryptHash *hash = crypt_hash_new();
    crypt_hash_add(hash, "a", 1);
    crypt_hash_add(hash, "", 0);
    crypt_hash_add(hash, "bc", 2);
    crypt_hash_end(hash, out);
    g_autofree char *parts = hex(out, sizeof out);
    g_assert_cmpstr(parts, ==, abc);
}

static void test_find_hash(void)
{
    guint8 a[CRYPT_FIND_BYTES], b[CRYPT_FIND_BYTES], c[CRYPT_FIND_BYTES];
    crypt_find_hash("person.phone", "+62812", a);
    crypt_find_hash("person.phone", "+62812", b);
    g_assert_cmpmem(a, sizeof a, b, sizeof b);
    crypt_find_hash("person.phon", "e+62812", c);
    g_assert_cmpint(memcmp(a, c, sizeof a), !=, 0);
    crypt_find_hash("person.mail", "+62812", c);
    g_assert_cmpint(memcmp(a, c, sizeof a), !=, 0);
}

static void test_password(void)
{
    g_autofree char *stored = crypt_password_hash("kentongan bertalu");
    g_assert_true(g_str_has_prefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$"));
    g_assert_true(crypt_password_verify(stored, "kentongan bertalu"));
    g_assert_false(crypt_password_verify(stored, "kentongan bertalu "));
    g_assert_false(crypt_password_verify(stored, ""));
    stored[strlen(stored) - 2] ^= 1;
    g_assert_false(crypt_password_verify(stored, "kentongan bertalu"));
}

static void test_password_broken_hash(void)
{
    g_autofree char *huge = g_strnfill(5000, 'A');
    g_assert_false(crypt_password_verify(NULL, "x"));
    g_assert_false(crypt_password_verify("", ""));
    g_assert_false(crypt_password_verify("plain", "plain"));
    g_assert_false(crypt_password_verify("$argon2id$v=19$m=19456,t=2,p=1$", ""));
    g_assert_false(crypt_password_verify(huge, "x"));
    crypt_password_verify_nothing();
    crypt_password_verify_nothing();
}

static void test_tokens(void)
{
    g_autofree char *a = crypt_token_new(16);
    g_autofree char *b = crypt_token_new(16);
    g_assert_cmpuint(strlen(a), ==, 22);
    g_assert_cmpstr(a, !=, b);
    g_assert_cmpuint(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
                     ==, 22);
    g_autofree char *c = crypt_token_derive("case.secret", 7);
    g_autofree char *again = crypt_token_derive("case.secret", 7);
    g_autofree char *other = crypt_token_derive("case.secret", 8);
    g_autofree char *elsewhere = crypt_token_derive("case.link", 7);
    g_assert_cmpuint(strlen(c), ==, 26);
    g_assert_cmpstr(c, ==, again);
    g_assert_cmpstr(c, !=, other);
    g_assert_cmpstr(c, !=, elsewhere);
}

static void test_sealed_tokens(void)
{
    g_autofree char *token = crypt_token_seal("own.stream", "1 2 3");
    g_assert_null(strpbrk(token, "+/ &?"));
    g_autofree char *text = crypt_token_open("own.stream", token);
    g_assert_cmpstr(text, ==, "1 2 3");
    g_autofree char *huge = g_strnfill(100000, 'A');
    g_assert_null(crypt_token_open("photo.token", token));
    g_assert_null(crypt_token_open("own.stream", huge));
    g_assert_null(crypt_token_open("own.stream", NULL));
    g_assert_null(crypt_token_open("own.stream", ""));
    g_assert_null(crypt_token_open("own.stream", "\xc3\xa9"));
    token[4] = token[4] == 'A' ? 'B' : 'A';
    g_assert_null(crypt_token_open("own.stream", token));
}

static void test_equal(void)
{
    g_assert_true(crypt_equal("", ""));
    g_assert_true(crypt_equal("abc", "abc"));
    g_assert_false(crypt_equal("abc", "abd"));
    g_assert_false(crypt_equal("abc", "abcd"));
    g_assert_false(crypt_equal("abcd", "abc"));
    g_assert_false(crypt_equal("", "a"));
    g_assert_false(crypt_equal("a", ""));
}

static void test_hmac_vectors(void)
{
    /* RFC 4231, cases 2 and 6 (a key longer than the block) */
    char out[65];
    static const char TEXT[] = "what do ya want for nothing?";
    g_assert_true(crypt_hmac_sha256_hex("Jefe", 4, TEXT, strlen(TEXT), out));
    g_assert_cmpstr(out, ==, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    guint8 key[131];
    memset(key, 0xaa, sizeof key);
    static const char LONG[] = "Test Using Larger Than Block-Size Key - Hash Key First";
    g_assert_true(crypt_hmac_sha256_hex(key, sizeof key, LONG, strlen(LONG), out));
    g_assert_cmpstr(out, ==, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    g_assert_false(crypt_hmac_sha256_hex("", 0, TEXT, strlen(TEXT), out));
    g_assert_cmpstr(out, ==, "");
}

static void test_totp_vectors(void)
{
    /* RFC 6238 appendix B, SHA-1, the last six of its eight digits */
    static const struct {
        gint64 at_s;
        const char *code;
    } VECTORS[] = { { 59, "287082" },         { 1111111109, "081804" }, { 1111111111, "050471" },
                    { 1234567890, "005924" }, { 2000000000, "279037" }, { 20000000000, "353130" } };
    g_autoptr(GBytes) secret = g_bytes_new_static("12345678901234567890", 20);
    for (gsize i = 0; i < G_N_ELEMENTS(VECTORS); i++) {
        gint64 step = 0;
        g_assert_true(
            crypt_totp_check(secret, VECTORS[i].code, VECTORS[i].at_s * G_USEC_PER_SEC, 0, &step));
        g_assert_cmpint(step, ==, VECTORS[i].at_s / 30);
    }
}

static void test_totp_once_and_window(void)
{
    g_autoptr(GBytes) secret = g_bytes_new_static("12345678901234567890", 20);
    const char *code = "005924"; /* step 41152263: [1234567890, 1234567920) */
    gint64 step = 0;
    const gint64 base_s = 1234567890;
    g_assert_true(crypt_totp_check(secret, code, (base_s - 1) * G_USEC_PER_SEC, 0, &step));
    g_assert_cmpint(step, ==, 41152263);
    g_assert_true(crypt_totp_check(secret, code, (base_s + 59) * G_USEC_PER_SEC, 0, &step));
    g_assert_false(crypt_totp_check(secret, code, (base_s + 60) * G_USEC_PER_SEC, 0, &step));
    g_assert_false(crypt_totp_check(secret, code, (base_s - 31) * G_USEC_PER_SEC, 0, &step));
    g_assert_false(crypt_totp_check(secret, code, base_s * G_USEC_PER_SEC, step, &step));
    g_assert_true(crypt_totp_check(secret, "005 924", base_s * G_USEC_PER_SEC, step - 1, &step));
}

static void test_totp_refuses(void)
{
    g_autoptr(GBytes) secret = g_bytes_new_static("12345678901234567890", 20);
    g_autoptr(GBytes) none = g_bytes_new_static("", 0);
    g_autofree char *huge = g_strnfill(100000, '9');
    const gint64 at = G_GINT64_CONSTANT(1234567890) * G_USEC_PER_SEC;
    gint64 step = -5;
    const char *const WRONG[] = { "", "00592", "0059244", "00592a", "+05924", "005924\n", huge };
    for (gsize i = 0; i < G_N_ELEMENTS(WRONG); i++)
        g_assert_false(crypt_totp_check(secret, WRONG[i], at, 0, &step));
    g_assert_false(crypt_totp_check(none, "005924", at, 0, &step));
    g_assert_cmpint(step, ==, -5);
}

static void test_base32_vectors(void)
{
    /* RFC 4648 section 10, without padding */
    static const char *const VECTORS[][2] = { { "", "" },
                                              { "f", "MY" },
                                              { "fo", "MZXQ" },
                                              { "foo", "MZXW6" },
                                              { "foob", "MZXW6YQ" },
                                              { "fooba", "MZXW6YTB" },
                                              { "foobar", "MZXW6YTBOI" } };
    for (gsize i = 0; i < G_N_ELEMENTS(VECTORS); i++) {
        g_autofree char *out = crypt_base32(VECTORS[i][0], strlen(VECTORS[i][0]));
        g_assert_cmpstr(out, ==, VECTORS[i][1]);
    }
}

/* The key file is opened last: crypt_open is once a process, the other tests use a key in memory.
 */
static void test_key_file(void)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = g_dir_make_tmp("kentongan-crypt-XXXXXX", &error);
    g_autofree char *path = g_build_filename(folder, "key", NULL);
    crypt_close();
    g_assert_false(crypt_open(path, false, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INTERNAL));
    g_assert_nonnull(strstr(error_detail(error), path));
    g_clear_error(&error);

    g_assert_true(crypt_open(path, true, &error));
    g_assert_no_error(error);
    struct stat st;
    g_assert_cmpint(stat(path, &st), ==, 0);
    g_assert_cmpint(st.st_mode & 0777, ==, 0600);
    g_assert_cmpint(st.st_size, ==, 32);
    g_autoptr(GBytes) sealed = crypt_seal_text("a", "tetap");
    crypt_close();

    g_assert_true(crypt_open(path, true, &error));
    g_autofree char *text = crypt_open_text("a", sealed, &error);
    g_assert_cmpstr(text, ==, "tetap");
    crypt_close();

    g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
    g_assert_cmpstr(g_dir_read_name(dir), ==, "key");
    g_assert_null(g_dir_read_name(dir)); /* no temporary left */
    g_unlink(path);
    g_rmdir(folder);
}

static void assert_key_refused(const char *path, const char *advice)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(crypt_open(path, true, &error));
    g_assert_true(error_is(error, KENTONGAN_ERROR_INTERNAL));
    g_assert_nonnull(strstr(error_detail(error), advice));
}

static void test_key_file_wrong(void)
{
    g_autofree char *folder = g_dir_make_tmp("kentongan-crypt-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "key", NULL);
    g_autofree char *nowhere = g_build_filename(folder, "none", "key", NULL);
    crypt_close();
    const int SIZES[] = { 0, 31, 33, 4096 };
    for (gsize i = 0; i < G_N_ELEMENTS(SIZES); i++) {
        g_autofree char *content = g_strnfill((gsize)SIZES[i], 'k');
        g_assert_true(g_file_set_contents_full(path, content, SIZES[i], 0, 0600, NULL));
        assert_key_refused(path, "backup");
        g_autofree char *kept = NULL;
        gsize bytes = 0;
        g_assert_true(g_file_get_contents(path, &kept, &bytes, NULL));
        g_assert_cmpuint(bytes, ==, (gsize)SIZES[i]); /* never written over */
    }
    g_assert_true(
        g_file_set_contents_full(path, "0123456789abcdef0123456789abcdef", 32, 0, 0600, NULL));
    g_chmod(path, 0640);
    assert_key_refused(path, "chmod 600");
    g_unlink(path);
    g_mkdir(path, 0700);
    assert_key_refused(path, "plain file");
    assert_key_refused(nowhere, "cannot be made");
    g_rmdir(path);
    g_rmdir(folder);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    crypt_open_for_test();
    g_test_add_func("/crypt/seal/opens_again", test_seal_opens_again);
    g_test_add_func("/crypt/seal/null", test_seal_null);
    g_test_add_func("/crypt/seal/changed_stays_closed", test_seal_changed);
    g_test_add_func("/crypt/hash/vectors", test_hash_vectors);
    g_test_add_func("/crypt/find_hash/depends_on_context", test_find_hash);
    g_test_add_func("/crypt/password/verifies", test_password);
    g_test_add_func("/crypt/password/broken_hash_is_no", test_password_broken_hash);
    g_test_add_func("/crypt/token/random_and_derived", test_tokens);
    g_test_add_func("/crypt/token/sealed", test_sealed_tokens);
    g_test_add_func("/crypt/equal/compares", test_equal);
    g_test_add_func("/crypt/hmac/rfc4231", test_hmac_vectors);
    g_test_add_func("/crypt/totp/rfc6238", test_totp_vectors);
    g_test_add_func("/crypt/totp/once_and_window", test_totp_once_and_window);
    g_test_add_func("/crypt/totp/refuses", test_totp_refuses);
    g_test_add_func("/crypt/base32/rfc4648", test_base32_vectors);
    g_test_add_func("/crypt/key_file/made_once", test_key_file);
    g_test_add_func("/crypt/key_file/wrong_is_refused", test_key_file_wrong);
    return g_test_run();
}
