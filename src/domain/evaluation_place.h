/* Names of places for evaluation.c: those of a government's areas, or, without areas, those that
 * stand in the table itself. */
#pragma once

#include "model/catalog.h"

typedef struct EvaluationPlaces EvaluationPlaces;
/* catalog is lent as long. */
EvaluationPlaces *evaluation_places_new(const Catalog *catalog);
void evaluation_places_free(EvaluationPlaces *places);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EvaluationPlaces, evaluation_places_free)
/* A label as it stands in the table: "Kec. Tahunan", "33.20.11", "Tahunan"; NULL is passed over. */
void evaluation_places_add(EvaluationPlaces *places, const char *label);
void evaluation_places_seal(EvaluationPlaces *places);
/* Gives the labels that text names to take, with how well (0..2). */
void evaluation_places_find(const EvaluationPlaces *places, const char *text,
                            void (*take)(const char *label, float value, gpointer user),
                            gpointer user);
