/* Lists whose links lie in their elements (BSD): singly linked lists and tail queues, doubly linked lists and tail queues. */
#ifndef WASMPI_POSIX_SYS_QUEUE_H
#define WASMPI_POSIX_SYS_QUEUE_H
#include <stddef.h>

/* SLIST: a head, each element knows the next. */
#define SLIST_HEAD(name, type) struct name { struct type *slh_first; }
#define SLIST_HEAD_INITIALIZER(head) { NULL }
#define SLIST_ENTRY(type) struct { struct type *sle_next; }
#define SLIST_INIT(head) ((void)((head)->slh_first = NULL))
#define SLIST_FIRST(head) ((head)->slh_first)
#define SLIST_END(head) NULL
#define SLIST_NEXT(element, field) ((element)->field.sle_next)
#define SLIST_EMPTY(head) (SLIST_FIRST(head) == NULL)
#define SLIST_FOREACH(variable, head, field) \
  for ((variable) = SLIST_FIRST(head); (variable) != NULL; (variable) = SLIST_NEXT(variable, field))
#define SLIST_FOREACH_SAFE(variable, head, field, next) \
  for ((variable) = SLIST_FIRST(head); (variable) != NULL && ((next) = SLIST_NEXT(variable, field), 1); (variable) = (next))
#define SLIST_INSERT_HEAD(head, element, field) \
  do { SLIST_NEXT(element, field) = SLIST_FIRST(head); SLIST_FIRST(head) = (element); } while (0)
#define SLIST_INSERT_AFTER(place, element, field) \
  do { SLIST_NEXT(element, field) = SLIST_NEXT(place, field); SLIST_NEXT(place, field) = (element); } while (0)
#define SLIST_REMOVE_HEAD(head, field) ((void)(SLIST_FIRST(head) = SLIST_NEXT(SLIST_FIRST(head), field)))
#define SLIST_REMOVE_AFTER(place, field) ((void)(SLIST_NEXT(place, field) = SLIST_NEXT(SLIST_NEXT(place, field), field)))
#define SLIST_REMOVE(head, element, type, field) \
  do { \
    struct type **slist_link = &SLIST_FIRST(head); \
    while (*slist_link != (element)) slist_link = &SLIST_NEXT(*slist_link, field); \
    *slist_link = SLIST_NEXT(element, field); \
  } while (0)

/* LIST: each element knows the next one and the link that points to it. */
#define LIST_HEAD(name, type) struct name { struct type *lh_first; }
#define LIST_HEAD_INITIALIZER(head) { NULL }
#define LIST_ENTRY(type) struct { struct type *le_next; struct type **le_prev; }
#define LIST_INIT(head) ((void)((head)->lh_first = NULL))
#define LIST_FIRST(head) ((head)->lh_first)
#define LIST_END(head) NULL
#define LIST_NEXT(element, field) ((element)->field.le_next)
#define LIST_EMPTY(head) (LIST_FIRST(head) == NULL)
#define LIST_FOREACH(variable, head, field) \
  for ((variable) = LIST_FIRST(head); (variable) != NULL; (variable) = LIST_NEXT(variable, field))
#define LIST_FOREACH_SAFE(variable, head, field, next) \
  for ((variable) = LIST_FIRST(head); (variable) != NULL && ((next) = LIST_NEXT(variable, field), 1); (variable) = (next))
#define WASMPI_LIST_INSERT(link, element, field) \
  do { \
    if ((LIST_NEXT(element, field) = *(link)) != NULL) (*(link))->field.le_prev = &LIST_NEXT(element, field); \
    (element)->field.le_prev = (link); \
    *(link) = (element); \
  } while (0)
#define LIST_INSERT_HEAD(head, element, field) WASMPI_LIST_INSERT(&LIST_FIRST(head), element, field)
#define LIST_INSERT_AFTER(place, element, field) WASMPI_LIST_INSERT(&LIST_NEXT(place, field), element, field)
#define LIST_INSERT_BEFORE(place, element, field) \
  do { \
    (element)->field.le_prev = (place)->field.le_prev; \
    LIST_NEXT(element, field) = (place); \
    *(place)->field.le_prev = (element); \
    (place)->field.le_prev = &LIST_NEXT(element, field); \
  } while (0)
#define LIST_REMOVE(element, field) \
  do { \
    if (LIST_NEXT(element, field) != NULL) LIST_NEXT(element, field)->field.le_prev = (element)->field.le_prev; \
    *(element)->field.le_prev = LIST_NEXT(element, field); \
  } while (0)

/* STAILQ (and SIMPLEQ): a singly linked list whose head knows the last link. */
#define STAILQ_HEAD(name, type) struct name { struct type *stqh_first; struct type **stqh_last; }
#define STAILQ_HEAD_INITIALIZER(head) { NULL, &(head).stqh_first }
#define STAILQ_ENTRY(type) struct { struct type *stqe_next; }
#define STAILQ_INIT(head) \
  do { (head)->stqh_first = NULL; (head)->stqh_last = &(head)->stqh_first; } while (0)
#define STAILQ_FIRST(head) ((head)->stqh_first)
#define STAILQ_NEXT(element, field) ((element)->field.stqe_next)
#define STAILQ_EMPTY(head) (STAILQ_FIRST(head) == NULL)
#define STAILQ_FOREACH(variable, head, field) \
  for ((variable) = STAILQ_FIRST(head); (variable) != NULL; (variable) = STAILQ_NEXT(variable, field))
#define STAILQ_INSERT_HEAD(head, element, field) \
  do { \
    if ((STAILQ_NEXT(element, field) = STAILQ_FIRST(head)) == NULL) (head)->stqh_last = &STAILQ_NEXT(element, field); \
    STAILQ_FIRST(head) = (element); \
  } while (0)
#define STAILQ_INSERT_TAIL(head, element, field) \
  do { \
    STAILQ_NEXT(element, field) = NULL; \
    *(head)->stqh_last = (element); \
    (head)->stqh_last = &STAILQ_NEXT(element, field); \
  } while (0)
#define STAILQ_INSERT_AFTER(head, place, element, field) \
  do { \
    if ((STAILQ_NEXT(element, field) = STAILQ_NEXT(place, field)) == NULL) (head)->stqh_last = &STAILQ_NEXT(element, field); \
    STAILQ_NEXT(place, field) = (element); \
  } while (0)
#define STAILQ_REMOVE_HEAD(head, field) \
  do { \
    if ((STAILQ_FIRST(head) = STAILQ_NEXT(STAILQ_FIRST(head), field)) == NULL) (head)->stqh_last = &STAILQ_FIRST(head); \
  } while (0)
#define STAILQ_REMOVE(head, element, type, field) \
  do { \
    struct type **stailq_link = &STAILQ_FIRST(head); \
    while (*stailq_link != (element)) stailq_link = &STAILQ_NEXT(*stailq_link, field); \
    if ((*stailq_link = STAILQ_NEXT(element, field)) == NULL) (head)->stqh_last = stailq_link; \
  } while (0)
#define SIMPLEQ_HEAD STAILQ_HEAD
#define SIMPLEQ_HEAD_INITIALIZER STAILQ_HEAD_INITIALIZER
#define SIMPLEQ_ENTRY STAILQ_ENTRY
#define SIMPLEQ_INIT STAILQ_INIT
#define SIMPLEQ_FIRST STAILQ_FIRST
#define SIMPLEQ_NEXT STAILQ_NEXT
#define SIMPLEQ_EMPTY STAILQ_EMPTY
#define SIMPLEQ_FOREACH STAILQ_FOREACH
#define SIMPLEQ_INSERT_HEAD STAILQ_INSERT_HEAD
#define SIMPLEQ_INSERT_TAIL STAILQ_INSERT_TAIL
#define SIMPLEQ_REMOVE_HEAD STAILQ_REMOVE_HEAD

/* TAILQ: both ways, and a head that knows both ends. A head and a link have the same layout, so that the link before an element leads to
   the element before it. */
#define TAILQ_HEAD(name, type) struct name { struct type *tqh_first; struct type **tqh_last; }
#define TAILQ_HEAD_INITIALIZER(head) { NULL, &(head).tqh_first }
#define TAILQ_ENTRY(type) struct { struct type *tqe_next; struct type **tqe_prev; }
#define TAILQ_INIT(head) \
  do { (head)->tqh_first = NULL; (head)->tqh_last = &(head)->tqh_first; } while (0)
#define TAILQ_FIRST(head) ((head)->tqh_first)
#define TAILQ_END(head) NULL
#define TAILQ_NEXT(element, field) ((element)->field.tqe_next)
#define TAILQ_LAST(head, headname) (*((struct headname *)(void *)(head)->tqh_last)->tqh_last)
#define TAILQ_PREV(element, headname, field) (*((struct headname *)(void *)(element)->field.tqe_prev)->tqh_last)
#define TAILQ_EMPTY(head) (TAILQ_FIRST(head) == NULL)
#define TAILQ_FOREACH(variable, head, field) \
  for ((variable) = TAILQ_FIRST(head); (variable) != NULL; (variable) = TAILQ_NEXT(variable, field))
#define TAILQ_FOREACH_SAFE(variable, head, field, next) \
  for ((variable) = TAILQ_FIRST(head); (variable) != NULL && ((next) = TAILQ_NEXT(variable, field), 1); (variable) = (next))
#define TAILQ_FOREACH_REVERSE(variable, head, headname, field) \
  for ((variable) = TAILQ_LAST(head, headname); (variable) != NULL; (variable) = TAILQ_PREV(variable, headname, field))
#define WASMPI_TAILQ_JOIN(head, link, element, field) \
  do { \
    if ((TAILQ_NEXT(element, field) = *(link)) != NULL) (*(link))->field.tqe_prev = &TAILQ_NEXT(element, field); \
    else (head)->tqh_last = &TAILQ_NEXT(element, field); \
    (element)->field.tqe_prev = (link); \
    *(link) = (element); \
  } while (0)
#define TAILQ_INSERT_HEAD(head, element, field) WASMPI_TAILQ_JOIN(head, &TAILQ_FIRST(head), element, field)
#define TAILQ_INSERT_AFTER(head, place, element, field) WASMPI_TAILQ_JOIN(head, &TAILQ_NEXT(place, field), element, field)
#define TAILQ_INSERT_TAIL(head, element, field) \
  do { \
    TAILQ_NEXT(element, field) = NULL; \
    (element)->field.tqe_prev = (head)->tqh_last; \
    *(head)->tqh_last = (element); \
    (head)->tqh_last = &TAILQ_NEXT(element, field); \
  } while (0)
#define TAILQ_INSERT_BEFORE(place, element, field) \
  do { \
    (element)->field.tqe_prev = (place)->field.tqe_prev; \
    TAILQ_NEXT(element, field) = (place); \
    *(place)->field.tqe_prev = (element); \
    (place)->field.tqe_prev = &TAILQ_NEXT(element, field); \
  } while (0)
#define TAILQ_REMOVE(head, element, field) \
  do { \
    if (TAILQ_NEXT(element, field) != NULL) TAILQ_NEXT(element, field)->field.tqe_prev = (element)->field.tqe_prev; \
    else (head)->tqh_last = (element)->field.tqe_prev; \
    *(element)->field.tqe_prev = TAILQ_NEXT(element, field); \
  } while (0)
#define TAILQ_CONCAT(head, other, field) \
  do { \
    if (!TAILQ_EMPTY(other)) { \
      *(head)->tqh_last = TAILQ_FIRST(other); \
      TAILQ_FIRST(other)->field.tqe_prev = (head)->tqh_last; \
      (head)->tqh_last = (other)->tqh_last; \
      TAILQ_INIT(other); \
    } \
  } while (0)
#endif
