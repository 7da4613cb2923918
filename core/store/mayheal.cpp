// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/mayheal.h"

#include "core/store/postgres/postgreserror.h"

namespace millrace::store {

bool mayHeal(const Error& error)
{
    if (error.errorClass() == QLatin1String("db"))
        return true;
    return error.code() == QLatin1String("store.unreachable") && !isRefusedLogin(error);
}

} // namespace millrace::store
