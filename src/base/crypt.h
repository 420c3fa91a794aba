/* Secrets, hashes, passwords, tokens: libsodium and liboath behind one door.
 *
 * The master key is a file of 32 random bytes (DATA/key, mode 0600, made at first start), kept in
 * guarded memory; keys for each purpose are derived from it. Thread-safe after crypt_open.
 */
#pragma once

#include "base/error.h"

#define CRYPT_HASH_BYTES 32
#define CRYPT_FIND_BYTES 16

/* Loads or (create) makes the key file. Once a process. */
bool crypt_open(const char *key_file, bool create, GError **error) MUST_USE;
/* A key in memory only, for tests. */
void crypt_open_for_test(void);
void crypt_close(void);

/* Authenticated encryption (XChaCha20-Poly1305). context names the column ("person.name") and is
 * bound to the result: a sealed value moved to another column does not open. */
GBytes *crypt_seal(const char *context, const void *data, gsize bytes);
GBytes *crypt_seal_text(const char *context, const char *text); /* NULL -> NULL */
GBytes *crypt_open_sealed(const char *context, GBytes *sealed, GError **error) MUST_USE;
char *crypt_open_text(const char *context, GBytes *sealed, GError **error) MUST_USE; /* NULL sealed -> NULL, no error */

/* Text sealed as a token for addresses and forms (base64url); NULL when it is forged, for another
 * context or over 4096 characters. */
char *crypt_token_seal(const char *context, const char *text);
char *crypt_token_open(const char *context, const char *token);

/* BLAKE2b-256 of data; and keyed, 16 bytes, for finding a sealed value again. */
void crypt_hash(const void *data, gsize bytes, guint8 out[CRYPT_HASH_BYTES]);
void crypt_find_hash(const char *context, const char *text, guint8 out[CRYPT_FIND_BYTES]);
typedef struct CryptHash CryptHash; /* incremental BLAKE2b-256 */
CryptHash *crypt_hash_new(void);
CryptHash *crypt_hash_new_keyed(void); /* who has not the key cannot make it */
void crypt_hash_add(CryptHash *hash, const void *data, gsize bytes);
void crypt_hash_end(CryptHash *hash, guint8 out[CRYPT_HASH_BYTES]); /* frees it */

char *crypt_password_hash(const char *password);                       /* argon2id string */
bool crypt_password_verify(const char *stored, const char *password);  /* constant time */
/* As slow as a real verification: for logins that do not exist. */
void crypt_password_verify_nothing(void);

char *crypt_token_new(guint bytes);                    /* random, base64url without padding */
/* A token that can be made again: context and number -> 26 base32 characters (16 bytes). */
char *crypt_token_derive(const char *context, gint64 number);
bool crypt_equal(const char *a, const char *b);        /* constant time in the length of b */
/* false (and out "") when the key is empty: a forgotten secret must not let anything through. */
bool crypt_hmac_sha256_hex(const void *key, gsize key_bytes, const void *data, gsize bytes,
                           char out[65]);

/* TOTP (RFC 6238, 30 s, 6 digits, SHA-1). secret: raw bytes. last_step: the step of the last code
 * taken (a code works once); accepted: the step of this one. Window +-1 step. */
bool crypt_totp_check(GBytes *secret, const char *code, gint64 now_us, gint64 last_step,
                      gint64 *accepted);
char *crypt_hex(const void *data, gsize bytes); /* lower case */
/* Exactly bytes bytes of hex; false otherwise. */
bool crypt_unhex(const char *hex, void *out, gsize bytes);
char *crypt_base32(const void *data, gsize bytes);
GBytes *crypt_unbase32(const char *text); /* NULL when it is none */
void crypt_random(void *out, gsize bytes);
