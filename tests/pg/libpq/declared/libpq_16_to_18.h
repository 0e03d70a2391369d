/* Functions that libpq 16, 17 and 18 add to those of 15, for functions.py only: types are left out.
 */
extern int PQconnectionUsedGSSAPI(const PGconn*);
extern PGcancelConn* PQcancelCreate(PGconn*);
extern int PQcancelStart(PGcancelConn*);
extern int PQcancelBlocking(PGcancelConn*);
extern int PQcancelPoll(PGcancelConn*);
extern int PQcancelStatus(const PGcancelConn*);
extern int PQcancelSocket(const PGcancelConn*);
extern char* PQcancelErrorMessage(const PGcancelConn*);
extern void PQcancelReset(PGcancelConn*);
extern void PQcancelFinish(PGcancelConn*);
extern PGresult* PQchangePassword(PGconn*, const char*, const char*);
extern PGresult* PQclosePrepared(PGconn*, const char*);
extern PGresult* PQclosePortal(PGconn*, const char*);
extern int PQsendClosePrepared(PGconn*, const char*);
extern int PQsendClosePortal(PGconn*, const char*);
extern int PQsendPipelineSync(PGconn*);
extern int PQsetChunkedRowsMode(PGconn*, int);
extern int PQsocketPoll(int, int, int, long long);
extern long long PQgetCurrentTimeUSec(void);
extern int PQfullProtocolVersion(const PGconn*);
extern void PQsetAuthDataHook(PQauthDataHook_type);
extern PQauthDataHook_type PQgetAuthDataHook(void);
extern int PQdefaultAuthDataHook(PGauthData, PGconn*, void*);
