// Force-included into libpqxx's own tests: in what follows, `pqxx` is dbspan's namespace.
#pragma once

#include <dbspan/pqxx>

// An internal header of libpqxx that its tests include. It must be included before `pqxx` is
// redefined below.
#if __has_include(<pqxx/internal/wait.hxx>)
#include <pqxx/internal/header-pre.hxx>
//
#include <pqxx/internal/wait.hxx>
//
#include <pqxx/internal/header-post.hxx>
#endif

#define pqxx dbspan::pqxx
