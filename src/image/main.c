/* The image helper: one photo on standard input, one answer on standard output, the end.
 *
 * The answer: "KTI1" once the sandbox is up; one byte, 'o' cleaned, 'f' no format we take, 'p' too
 * many pixels or bytes, 'b' broken; after 'o' eight signed 64-bit big-endian numbers (width, height
 * of the display photo, taken_us, zoned, lat_e7, lng_e7, bytes of the display JPEG, bytes of the
 * thumbnail JPEG) and the two JPEGs. Declared in base/image_answer.h, read by base/image_answer.c.
 * --self-test NAME tries a forbidden thing inside the sandbox and exits 0 when it was refused.
 * Its own program, so that no image library ever runs beside the database or the keys.
 */
#include "photo.h"
#include "sandbox.h"

#include "model/limits.h"

#include <errno.h>
#include <malloc.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, EXIT_NO_SANDBOX = 3 };

static GBytes *input_read(void)
{
    g_autoptr(GByteArray) all = g_byte_array_new();
    guint8 block[65536];
    for (;;) {
        ssize_t n = read(STDIN_FILENO, block, sizeof block);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || all->len > LIMIT_PHOTO_BYTES)
            return g_byte_array_free_to_bytes(g_steal_pointer(&all));
        g_byte_array_append(all, block, (guint)n);
    }
}

static void output(const void *data, gsize bytes)
{
    const guint8 *at = data;
    while (bytes > 0) {
        ssize_t n = write(STDOUT_FILENO, at, bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            _exit(1);
        at += n;
        bytes -= (gsize)n;
    }
}

static void output_photo(const Photo *photo)
{
    gint64 field[IMAGE_FIELDS];
    for (int i = 0; i < IMAGE_FIELDS; i++)
        field[i] = GINT64_TO_BE(photo->field[i]);
    output(field, sizeof field);
    output(g_bytes_get_data(photo->display, NULL), g_bytes_get_size(photo->display));
    output(g_bytes_get_data(photo->thumb, NULL), g_bytes_get_size(photo->thumb));
}

static int self_test(const char *name)
{
    if (!photo_prepare("image/jpeg") || !sandbox_enter())
        return EXIT_NO_SANDBOX;
    return sandbox_try(name);
}

static ImageAnswer photo_answer(const char *mime, GBytes *data, Photo *photo)
{
    if (!mime)
        return IMAGE_ANSWER_FORMAT;
    if (g_bytes_get_size(data) > LIMIT_PHOTO_BYTES)
        return IMAGE_ANSWER_LARGE;
    return photo_clean(data, photo);
}

int main(int argc, char **argv)
{
    mallopt(M_ARENA_MAX, 1); /* an arena a thread would eat the address space */
    if (!sandbox_limit())
        return EXIT_NO_SANDBOX;
    if (argc == 3 && g_str_equal(argv[1], "--self-test"))
        _exit(self_test(argv[2]));
    if (argc != 1)
        return EXIT_USAGE;
    g_autoptr(GBytes) data = input_read();
    const char *mime = image_sniff(data);
    Photo photo = { 0 };
    if ((mime && !photo_prepare(mime)) || !sandbox_enter())
        return EXIT_NO_SANDBOX;
    output(IMAGE_HELLO, IMAGE_HELLO_BYTES);
    ImageAnswer answer = photo_answer(mime, data, &photo);
    output(&(char){ (char)answer }, 1);
    if (answer == IMAGE_ANSWER_OK)
        output_photo(&photo);
    _exit(0); /* nothing is left to put in order, and the libraries' own ends may want files */
}
