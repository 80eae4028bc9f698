#pragma once

#include "store/reply_box.h"

#include <QThreadPool>

#include <functional>
#include <memory>

namespace gatehouse::sandbox {

/// Runs `work` on the pool, then `conclude` in the thread of `replies`: never before this has returned,
/// and never where the box is gone by then, which a QFuture's continuation with a context does not promise.
template <typename T>
void inBackground(const store::ReplyBox &replies, std::function<T()> work, std::function<void(const T &)> conclude,
                  QThreadPool &pool = *QThreadPool::globalInstance())
{
    pool.start([address = replies.address(), work = std::move(work), conclude = std::move(conclude)] {
        auto result = std::make_shared<const T>(work());
        address->post([result = std::move(result), conclude] { conclude(*result); });
    });
}

} // namespace gatehouse::sandbox
