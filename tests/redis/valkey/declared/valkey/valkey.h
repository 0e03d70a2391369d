/* Declarations of the parts of libvalkey's synchronous API that dbspan uses, from libvalkey's
 * documentation, because no Debian package has the library yet. Members that dbspan does not use
 * are missing, so programs compiled with this header cannot run.
 */
#ifndef VALKEY_VALKEY_H
#define VALKEY_VALKEY_H

#include <stdarg.h>
#include <stddef.h>
#include <sys/time.h>

#define VALKEY_OK 0
#define VALKEY_ERR (-1)
#define VALKEY_BLOCK 0x1
#define VALKEY_CONNECTED 0x2
#define VALKEY_NO_AUTO_FREE_REPLIES 0x400
#define VALKEY_OPT_NONBLOCK 0x01

enum {
  VALKEY_ERR_IO = 1,
  VALKEY_ERR_OTHER,
  VALKEY_ERR_EOF,
  VALKEY_ERR_PROTOCOL,
  VALKEY_ERR_OOM,
  VALKEY_ERR_TIMEOUT
};
enum {
  VALKEY_REPLY_STRING = 1,
  VALKEY_REPLY_ARRAY,
  VALKEY_REPLY_INTEGER,
  VALKEY_REPLY_NIL,
  VALKEY_REPLY_STATUS,
  VALKEY_REPLY_ERROR,
  VALKEY_REPLY_DOUBLE,
  VALKEY_REPLY_BOOL,
  VALKEY_REPLY_MAP,
  VALKEY_REPLY_SET,
  VALKEY_REPLY_ATTR,
  VALKEY_REPLY_PUSH
};
enum valkeyConnectionType { VALKEY_CONN_TCP, VALKEY_CONN_UNIX, VALKEY_CONN_USERFD };

#ifdef __cplusplus
extern "C" {
#endif

typedef int valkeyFD;

typedef struct valkeyReply {
  int type;
  long long integer;
  double dval;
  size_t len;
  char* str;
  size_t elements;
  struct valkeyReply** element;
} valkeyReply;

typedef struct valkeyReplyObjectFunctions {
  void (*freeObject)(void* reply);
} valkeyReplyObjectFunctions;

typedef struct valkeyReadTask {
  int idx;
} valkeyReadTask;

typedef struct valkeyReader {
  char* buf;
  size_t pos;
  size_t len;
  valkeyReadTask** task;
  int ridx;
  valkeyReplyObjectFunctions* fn;
} valkeyReader;

typedef struct valkeyOptions {
  int options;
} valkeyOptions;

typedef struct valkeyContext {
  int err;
  char errstr[128];
  valkeyFD fd;
  int flags;
  char* obuf;
  valkeyReader* reader;
  enum valkeyConnectionType connection_type;
  struct {
    char* host;
    int port;
  } tcp;
  struct {
    char* path;
  } unix_sock;
} valkeyContext;

valkeyReader* valkeyReaderCreate(void);
void valkeyReaderFree(valkeyReader* reader);
int valkeyReaderFeed(valkeyReader* reader, const char* bytes, size_t size);
int valkeyReaderGetReply(valkeyReader* reader, void** reply);
int valkeyvFormatCommand(char** target, const char* format, va_list arguments);
long long valkeyFormatCommandArgv(char** target, int count, const char** arguments,
                                  const size_t* lengths);
void valkeyFreeCommand(char* command);
void freeReplyObject(void* reply);

valkeyContext* valkeyConnectWithOptions(const valkeyOptions* options);
valkeyContext* valkeyConnect(const char* host, int port);
valkeyContext* valkeyConnectWithTimeout(const char* host, int port, const struct timeval timeout);
valkeyContext* valkeyConnectNonBlock(const char* host, int port);
valkeyContext* valkeyConnectBindNonBlock(const char* host, int port, const char* source);
valkeyContext* valkeyConnectBindNonBlockWithReuse(const char* host, int port, const char* source);
valkeyContext* valkeyConnectUnix(const char* path);
valkeyContext* valkeyConnectUnixWithTimeout(const char* path, const struct timeval timeout);
valkeyContext* valkeyConnectUnixNonBlock(const char* path);
valkeyContext* valkeyConnectFd(valkeyFD fd);
int valkeyReconnect(valkeyContext* context);
void valkeyFree(valkeyContext* context);
valkeyFD valkeyFreeKeepFd(valkeyContext* context);
int valkeyBufferRead(valkeyContext* context);
int valkeyBufferWrite(valkeyContext* context, int* done);
int valkeyGetReply(valkeyContext* context, void** reply);
int valkeyGetReplyFromReader(valkeyContext* context, void** reply);
int valkeyAppendFormattedCommand(valkeyContext* context, const char* command, size_t size);
int valkeyvAppendCommand(valkeyContext* context, const char* format, va_list arguments);
int valkeyAppendCommand(valkeyContext* context, const char* format, ...);
int valkeyAppendCommandArgv(valkeyContext* context, int count, const char** arguments,
                            const size_t* lengths);
void* valkeyvCommand(valkeyContext* context, const char* format, va_list arguments);
void* valkeyCommand(valkeyContext* context, const char* format, ...);
void* valkeyCommandArgv(valkeyContext* context, int count, const char** arguments,
                        const size_t* lengths);

#ifdef __cplusplus
}
#endif

#endif
