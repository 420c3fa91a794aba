/* The nearest open cases; see nearby.h.
 *
 * Best first over the quadtree that the numbers of cells are (base/geometry_square.c). The queue
 * holds squares and cases by how near they can be. The first of them is taken out: a case is an
 * answer, since nothing in the queue can be nearer; a square gives its cases, or, when it has too
 * many to read, its quarters.
 *
 * 1. Every case that is an answer is in the queue, or in a square that is.
 * 2. A square is no farther than any of its cases, and stands before a case as far as itself.
 * 3. A square that is one point gives its newest cases, and no more than may be answered.
 */
#include "domain/nearby.h"

#include "base/geometry.h"
#include "store/case.h"

enum { READ_MIN = 16 };

typedef struct {
    double distance_m;
    gint64 case_id; /* 0: a square */
    GeometrySquare square;
    const char *service;
} Node;

typedef struct {
    gint32 lat_e7, lng_e7;
    double radius_m;
    guint max;
    bool unlisted;
    GSequence *queue; /* Node */
} Search;

static int node_compare(gconstpointer a, gconstpointer b, gpointer user)
{
    const Node *x = a, *y = b;
    (void)user;
    if (x->distance_m != y->distance_m)
        return x->distance_m < y->distance_m ? -1 : 1;
    if (!x->case_id != !y->case_id)
        return x->case_id ? 1 : -1;
    return x->case_id > y->case_id ? -1 : x->case_id < y->case_id;
}

static void search_put(Search *s, Node node)
{
    if (node.distance_m <= s->radius_m)
        g_sequence_insert_sorted(s->queue, g_memdup2(&node, sizeof node), node_compare, NULL);
}

static void search_put_squares(Search *s, const char *service, const GeometrySquare *squares, int n)
{
    for (int i = 0; i < n; i++)
        search_put(
            s, (Node){ .distance_m = geometry_square_distance_m(squares[i], s->lat_e7, s->lng_e7),
                       .square = squares[i],
                       .service = service });
}

static void search_put_case(Search *s, const CaseSpot *spot)
{
    gint32 lat_e7 = 0, lng_e7 = 0;
    geometry_cell_point(spot->cell, &lat_e7, &lng_e7);
    search_put(s, (Node){ .distance_m = geometry_distance_m(s->lat_e7, s->lng_e7, lat_e7, lng_e7),
                          .case_id = spot->case_id });
}

static bool search_open(Search *s, Ctx *ctx, const Node *node, GError **error)
{
    bool point = node->square.level == 0;
    guint most = point ? s->max : MAX(s->max, READ_MIN);
    g_autoptr(GArray) spots = g_array_new(FALSE, FALSE, sizeof(CaseSpot));
    gint64 first = node->square.first, last = geometry_square_last(node->square);
    guint limit = point ? most : most + 1;
    if (!(s->unlisted ? case_store_spots_unlisted(ctx, first, last, limit, spots, error)
                      : case_store_spots(ctx, node->service, first, last, limit, spots, error)))
        return false;
    if (spots->len > most) {
        GeometrySquare parts[4];
        geometry_square_split(node->square, parts);
        search_put_squares(s, node->service, parts, 4);
        return true;
    }
    for (guint i = 0; i < spots->len; i++)
        search_put_case(s, &g_array_index(spots, CaseSpot, i));
    return true;
}

static bool search_run(Search *s, Ctx *ctx, GPtrArray *out, GError **error)
{
    guint before = out->len;
    while (out->len - before < s->max && !g_sequence_is_empty(s->queue)) {
        GSequenceIter *first = g_sequence_get_begin_iter(s->queue);
        Node node = *(const Node *)g_sequence_get(first);
        g_sequence_remove(first);
        if (node.case_id ? !case_store_get_open(ctx, node.case_id, !s->unlisted, out, error)
                         : !search_open(s, ctx, &node, error))
            return false;
    }
    return true;
}

bool nearby_find(Ctx *ctx, const char *service, gint32 lat_e7, gint32 lng_e7, double radius_m,
                 guint max, GPtrArray *out, GError **error)
{
    GeometrySquare squares[GEOMETRY_SQUARES_MAX];
    g_autoptr(GSequence) queue = g_sequence_new(g_free);
    Search s = { lat_e7, lng_e7, radius_m, max, false, queue };
    int n = geometry_squares_around(lat_e7, lng_e7, radius_m, squares);
    search_put_squares(&s, *service ? service : NULL, squares, n);
    if (*service)
        search_put_squares(&s, "", squares, n);
    return search_run(&s, ctx, out, error);
}

bool nearby_find_unlisted(Ctx *ctx, gint32 lat_e7, gint32 lng_e7, double radius_m, guint max,
                          GPtrArray *out, GError **error)
{
    GeometrySquare squares[GEOMETRY_SQUARES_MAX];
    g_autoptr(GSequence) queue = g_sequence_new(g_free);
    Search s = { lat_e7, lng_e7, radius_m, max, true, queue };
    int n = geometry_squares_around(lat_e7, lng_e7, radius_m, squares);
    search_put_squares(&s, NULL, squares, n);
    return search_run(&s, ctx, out, error);
}
