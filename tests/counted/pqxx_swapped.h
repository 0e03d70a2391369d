// Force-included into libpqxx's own tests: from here on, `pqxx` is dbspan's.
#pragma once

#include <dbspan/pqxx>

// Of libpqxx's own, but included by the tests: it has to be seen before.
#if __has_include(<pqxx/internal/wait.hxx>)
#include <pqxx/internal/header-pre.hxx>
//
#include <pqxx/internal/wait.hxx>
//
#include <pqxx/internal/header-post.hxx>
#endif

#define pqxx dbspan::pqxx
