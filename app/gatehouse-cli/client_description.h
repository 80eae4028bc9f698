#pragma once

#include "base/json.h"
#include "store/client_store.h"

namespace gatehouse::cli {

/// A client as every command of clients shows it.
Json describeClient(const store::Client &client);

} // namespace gatehouse::cli
