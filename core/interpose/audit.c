/* libdbspan_audit.so, used through LD_AUDIT in addition to LD_PRELOAD=libdbspan.so. It redirects to
 * dbspan the calls that bypass the lookup order in which libdbspan.so is first: functions that a
 * program gets with dlsym from a library's handle (Python's ctypes, and so psycopg 3), and
 * libraries that are loaded with RTLD_DEEPBIND (PHP's modules).
 *
 * The dynamic linker calls la_symbind64 before it binds a name or answers dlsym. If libdbspan.so
 * exports the name, and the calling object is not dbspan and does not define the name itself, the
 * result is dbspan's function, which finds the original one from its caller as usual. Everything
 * else is bound unchanged.
 *
 * The auditor has its own linker namespace and its own C library. Nothing here allocates or holds a
 * lock. */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>
#include <string.h>

/* Written by CMake: DBSPAN_FUNCTION_PREFIXES(F) lists the first letters of the clients' functions.
 */
#include "function_prefixes.h"

static struct link_map* dbspan;

unsigned int la_version(unsigned int version) {
  (void)version;
  return LAV_CURRENT;
}

static int IsDbspan(const char* file) {
  const char* slash = strrchr(file, '/');
  return strcmp(slash == NULL ? file : slash + 1, "libdbspan.so") == 0;
}

unsigned int la_objopen(struct link_map* map, Lmid_t namespace, uintptr_t* cookie) {
  *cookie = (uintptr_t)map;
  if (namespace != LM_ID_BASE) return 0;
  if (IsDbspan(map->l_name)) dbspan = map;
  return LA_FLG_BINDTO | LA_FLG_BINDFROM;
}

/* Returns the address in an entry of a dynamic section. The dynamic linker has relocated the entry
 * only if the section is writable. */
static const void* AddressOf(const struct link_map* map, const ElfW(Dyn) * entry) {
  const uintptr_t address = entry->d_un.d_ptr;
  return (const void*)(address < map->l_addr ? map->l_addr + address : address);
}

static uint32_t HashOf(const char* name) {
  uint32_t hash = 5381;
  for (const unsigned char* at = (const unsigned char*)name; *at != 0; ++at) hash = hash * 33 + *at;
  return hash;
}

/* Returns the address at which an object defines a name, or 0. Reads DT_GNU_HASH, which current
 * toolchains always write; an object without it counts as one that defines nothing. */
static uintptr_t DefinitionIn(const struct link_map* map, const char* name) {
  const ElfW(Sym)* symbols = NULL;
  const char* strings = NULL;
  const uint32_t* table = NULL;
  for (const ElfW(Dyn)* entry = map->l_ld; entry != NULL && entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_SYMTAB) symbols = AddressOf(map, entry);
    if (entry->d_tag == DT_STRTAB) strings = AddressOf(map, entry);
    if (entry->d_tag == DT_GNU_HASH) table = AddressOf(map, entry);
  }
  if (symbols == NULL || strings == NULL || table == NULL || table[0] == 0) return 0;
  const uint32_t first = table[1];
  const uint32_t* buckets = table + 4 + table[2] * (sizeof(ElfW(Addr)) / sizeof(uint32_t));
  const uint32_t* chain = buckets + table[0];
  const uint32_t hash = HashOf(name);
  uint32_t at = buckets[hash % table[0]];
  if (at < first) return 0;
  for (;; ++at) {
    const uint32_t found = chain[at - first];
    const int same = (found | 1) == (hash | 1) && strcmp(strings + symbols[at].st_name, name) == 0;
    if (same && symbols[at].st_shndx != SHN_UNDEF) return map->l_addr + symbols[at].st_value;
    if ((found & 1) != 0) return 0;
  }
}

static int StartsWith(const char* name, const char* start) {
  return strncmp(name, start, strlen(start)) == 0;
}

/* Fast check by prefix: most names do not belong to a client. */
static int MayBeOfAClient(const char* name) {
#define DBSPAN_PREFIX(prefix) \
  if (StartsWith(name, prefix)) return 1;
  DBSPAN_FUNCTION_PREFIXES(DBSPAN_PREFIX)
#undef DBSPAN_PREFIX
  return 0;
}

uintptr_t la_symbind64(ElfW(Sym) * symbol, unsigned int index, uintptr_t* from, uintptr_t* to,
                       unsigned int* flags, const char* name) {
  (void)index;
  *flags |= LA_SYMB_NOPLTENTER | LA_SYMB_NOPLTEXIT; /* no hooks on the calls themselves */
  const uintptr_t meant = symbol->st_value;
  if (dbspan == NULL || !MayBeOfAClient(name)) return meant;
  if (*from == (uintptr_t)dbspan || *to == (uintptr_t)dbspan) return meant;
  /* The caller defines the name itself: it is another interposing library that looks for the next
   * definition, or the client that calls its own function. */
  if (DefinitionIn((const struct link_map*)*from, name) != 0) return meant;
  const uintptr_t ours = DefinitionIn(dbspan, name);
  return ours != 0 ? ours : meant;
}
