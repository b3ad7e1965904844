// The lists of sys/queue.h, whole lives of them.
#include <stdio.h>
#include <stdlib.h>
#include <sys/queue.h>

struct node {
  int value;
  SLIST_ENTRY(node) single;
  LIST_ENTRY(node) list;
  STAILQ_ENTRY(node) queue;
  TAILQ_ENTRY(node) tail;
};
SLIST_HEAD(singles, node) singles = SLIST_HEAD_INITIALIZER(singles);
LIST_HEAD(lists, node) lists = LIST_HEAD_INITIALIZER(lists);
STAILQ_HEAD(queues, node) queues = STAILQ_HEAD_INITIALIZER(queues);
TAILQ_HEAD(tails, node) tails = TAILQ_HEAD_INITIALIZER(tails), others = TAILQ_HEAD_INITIALIZER(others);

#define SHOW(KIND, head, field) \
  do { \
    struct node *each; \
    printf("%s:", #head); \
    KIND##_FOREACH(each, &head, field) printf(" %d", each->value); \
    printf("\n"); \
  } while (0)

int main(void) {
  struct node nodes[8], *each;
  for (int i = 0; i < 8; i++)
    nodes[i].value = i;
  for (int i = 0; i < 4; i++) {
    SLIST_INSERT_HEAD(&singles, &nodes[i], single);
    LIST_INSERT_HEAD(&lists, &nodes[i], list);
    STAILQ_INSERT_TAIL(&queues, &nodes[i], queue);
    TAILQ_INSERT_TAIL(&tails, &nodes[i], tail);
  }
  SLIST_INSERT_AFTER(&nodes[2], &nodes[4], single);
  SLIST_REMOVE(&singles, &nodes[1], node, single);
  SLIST_REMOVE_HEAD(&singles, single);
  SHOW(SLIST, singles, single);

  LIST_INSERT_BEFORE(&nodes[1], &nodes[5], list);
  LIST_INSERT_AFTER(&nodes[0], &nodes[6], list);
  LIST_REMOVE(&nodes[3], list);
  LIST_REMOVE(&nodes[0], list);
  SHOW(LIST, lists, list);

  STAILQ_INSERT_HEAD(&queues, &nodes[4], queue);
  STAILQ_INSERT_AFTER(&queues, &nodes[3], &nodes[5], queue);
  STAILQ_REMOVE(&queues, &nodes[5], node, queue);
  STAILQ_INSERT_TAIL(&queues, &nodes[6], queue);
  STAILQ_REMOVE_HEAD(&queues, queue);
  SHOW(STAILQ, queues, queue);

  TAILQ_INSERT_HEAD(&tails, &nodes[4], tail);
  TAILQ_INSERT_AFTER(&tails, &nodes[3], &nodes[5], tail);
  TAILQ_INSERT_BEFORE(&nodes[0], &nodes[6], tail);
  TAILQ_REMOVE(&tails, &nodes[5], tail);
  TAILQ_INSERT_TAIL(&others, &nodes[7], tail);
  TAILQ_CONCAT(&tails, &others, tail);
  SHOW(TAILQ, tails, tail);
  TAILQ_FOREACH_REVERSE(each, &tails, tails, tail) printf("%d ", each->value);
  printf("last %d, before it %d\n", TAILQ_LAST(&tails, tails)->value, TAILQ_PREV(TAILQ_LAST(&tails, tails), tails, tail)->value);
  while ((each = TAILQ_FIRST(&tails)) != NULL)
    TAILQ_REMOVE(&tails, each, tail);
  printf("empty %d %d\n", TAILQ_EMPTY(&tails), TAILQ_EMPTY(&others));
  return 0;
}
