/* gzip: see pack.h. */
#include "web/pack.h"

#include <gio/gio.h>

GBytes *pack_gzip(GBytes *plain, int level)
{
    g_autoptr(GConverter) packer =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, level));
    g_autoptr(GInputStream) raw = g_memory_input_stream_new_from_bytes(plain);
    g_autoptr(GInputStream) packed = g_converter_input_stream_new(raw, packer);
    g_autoptr(GOutputStream) out = g_memory_output_stream_new_resizable();
    gssize bytes =
        g_output_stream_splice(out, packed, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, NULL);
    g_assert(bytes >= 0);
    return g_memory_output_stream_steal_as_bytes(G_MEMORY_OUTPUT_STREAM(out));
}
