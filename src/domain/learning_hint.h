/* What speaks for a class beside the words themselves: keywords of the pack, rules, names on the
 * map. The same when learning and when asking; for the learning files only. */
#pragma once

#include "domain/learning.h"

typedef void (*LearningTake)(const char *code, float value, gpointer user);
void learning_hint(const Catalog *catalog, LearningKind kind, const LearningText *text,
                   LearningTake take, gpointer user);
/* Text and place text as they are counted (transfer full). */
char *learning_words(const LearningText *text);
const char *learning_kind_name(LearningKind kind); /* "category" */
