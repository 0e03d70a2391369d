# Fails unless the file DOCUMENT contains the contents of the file TEXT.
file(READ ${TEXT} text)
file(READ ${DOCUMENT} document)
string(FIND "${document}" "${text}" place)
if(place EQUAL -1)
  message(FATAL_ERROR "${DOCUMENT} lacks this text, which the registry of clients asks for:\n${text}")
endif()
