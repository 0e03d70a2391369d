#pragma once

#include <cstdint>
#include <string>

namespace dbspan::view {

class Store;

/// Returns the call site that a set of attributes names, `OrderLines, shop.cc:212`; empty: none.
std::string CallSiteOf(const Store& store, std::uint32_t attributes);

/// Returns a text that tells call sites apart: the call site or, while it has no name yet, its
/// return addresses (`Store::NamePlaces`); empty: neither is known.
std::string CallSiteKeyOf(const Store& store, std::uint32_t attributes);

}  // namespace dbspan::view
