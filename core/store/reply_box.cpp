#include "store/reply_box.h"

#include <QCoreApplication>
#include <QEvent>

#include <mutex>
#include <utility>
#include <vector>

namespace gatehouse::store {

namespace {

QEvent::Type replyEvent()
{
    static const auto type = static_cast<QEvent::Type>(QEvent::registerEventType());
    return type;
}

} // namespace

struct ReplyBox::Address::Data {
    std::mutex mutex;
    ReplyBox *box = nullptr;
    std::vector<std::function<void()>> waiting;
};

ReplyBox::Address::Address(ReplyBox *box)
    : d(std::make_unique<Data>())
{
    d->box = box;
}

ReplyBox::Address::~Address() = default;

void ReplyBox::Address::post(std::function<void()> reply)
{
    const std::scoped_lock lock(d->mutex);
    if (!d->box)
        return;
    d->waiting.push_back(std::move(reply));
    if (d->waiting.size() == 1)
        QCoreApplication::postEvent(d->box, new QEvent(replyEvent()));
}

ReplyBox::ReplyBox()
    : m_address(std::make_shared<Address>(this))
{
}

ReplyBox::~ReplyBox()
{
    const std::scoped_lock lock(m_address->d->mutex);
    m_address->d->box = nullptr;
    m_address->d->waiting.clear();
}

bool ReplyBox::event(QEvent *event)
{
    if (event->type() != replyEvent())
        return QObject::event(event);
    std::vector<std::function<void()>> replies;
    {
        const std::scoped_lock lock(m_address->d->mutex);
        replies = std::exchange(m_address->d->waiting, {});
    }
    for (const auto &reply : replies)
        reply();
    return true;
}

} // namespace gatehouse::store
