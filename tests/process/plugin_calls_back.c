// A plugin whose constructor calls the program.
void CallBack(void);
__attribute__((constructor)) static void BeLoaded(void) { CallBack(); }
