/* liblinear counts features from 1 and ends a row by the feature -1; rows stand in blocks that are
 * never moved, so that their addresses may be given out. See svm.h.
 */
#include "base/svm.h"

#include <linear.h>
#include <string.h>

enum { BLOCK_NODES = 1 << 16 };

struct SvmRows {
    guint features;
    GPtrArray *starts; /* struct feature_node* of each row */
    GPtrArray *blocks;
    struct feature_node *next; /* free room in the last block */
    gsize room;
};

static void be_quiet(const char *text G_GNUC_UNUSED)
{
}

SvmRows *svm_rows_new(guint features)
{
    SvmRows *rows = g_new0(SvmRows, 1);
    rows->features = features;
    rows->starts = g_ptr_array_new();
    rows->blocks = g_ptr_array_new_with_free_func(g_free);
    return rows;
}

void svm_rows_free(SvmRows *rows)
{
    if (!rows)
        return;
    g_ptr_array_unref(rows->starts);
    g_ptr_array_unref(rows->blocks);
    g_free(rows);
}

/* Room for the cells, the bias and the end mark. */
static struct feature_node *nodes_take(SvmRows *rows, gsize count)
{
    if (rows->room < count) {
        rows->room = MAX(count, BLOCK_NODES);
        rows->next = g_new(struct feature_node, rows->room);
        g_ptr_array_add(rows->blocks, rows->next);
    }
    struct feature_node *taken = rows->next;
    rows->next += count;
    rows->room -= count;
    return taken;
}

void svm_rows_add(SvmRows *rows, const SvmCell *cells, guint count)
{
    struct feature_node *node = nodes_take(rows, (gsize)count + 2);
    g_ptr_array_add(rows->starts, node);
    for (guint i = 0; i < count; i++) {
        g_assert(cells[i].feature < rows->features);
        *node++ = (struct feature_node){ (int)cells[i].feature + 1, (double)cells[i].value };
    }
    *node++ = (struct feature_node){ (int)rows->features + 1, 1 };
    *node = (struct feature_node){ -1, 0 };
}

guint svm_rows_count(const SvmRows *rows)
{
    return rows->starts->len;
}

double svm_rows_dot(const SvmRows *rows, guint row, const float *weights)
{
    const struct feature_node *node = rows->starts->pdata[row];
    double sum = 0;
    for (; node->index <= (int)rows->features; node++)
        sum += node->value * (double)weights[node->index - 1];
    return sum;
}

void svm_rows_sum(const SvmRows *rows, guint row, float *sums)
{
    const struct feature_node *node = rows->starts->pdata[row];
    for (; node->index <= (int)rows->features; node++)
        sums[node->index - 1] += (float)node->value;
}

void svm_train(const SvmRows *rows, const guint *which, const bool *positive, guint count,
               double cost, float *weights, float *bias)
{
    g_autofree struct feature_node **x = g_new(struct feature_node *, count);
    g_autofree double *y = g_new(double, count);
    for (guint i = 0; i < count; i++) {
        x[i] = rows->starts->pdata[which[i]];
        y[i] = positive[i] ? 1 : -1;
    }
    struct problem problem = {
        .l = (int)count, .n = (int)rows->features + 1, .y = y, .x = x, .bias = 1
    };
    struct parameter parameter = { .solver_type = L2R_L2LOSS_SVC_DUAL, .eps = 0.1, .C = cost };
    set_print_string_function(be_quiet);
    struct model *model = train(&problem, &parameter);
    /* the label met first is the one above zero */
    double sign = model->label[0] == 1 ? 1 : -1;
    for (guint f = 0; f < rows->features; f++)
        weights[f] = (float)(sign * model->w[f]);
    *bias = (float)(sign * model->w[rows->features]);
    free_and_destroy_model(&model);
}
