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

bool ReplyBox::Address::hasBox() const
{
    const std::scoped_lock lock(d->mutex);
    return d->box != nullptr;
}

ReplyBox::ReplyBox()
    : m_address(std::make_shared<Address>(this))
{}

ReplyBox::~ReplyBox()
{
    // What a reply holds may post when it goes, so it goes without the lock.
    std::vector<std::function<void()>> dropped;
    const std::scoped_lock lock(m_address->d->mutex);
    m_address->d->box = nullptr;
    dropped.swap(m_address->d->waiting);
}

bool ReplyBox::event(QEvent *event)
{
    if (event->type() != replyEvent())
        return QObject::event(event);
    std::vector<std::function<void()>> replies;
    // A reply may delete this box; the others are dropped then.
    const std::shared_ptr<Address> address = m_address;
    {
        const std::scoped_lock lock(address->d->mutex);
        replies = std::exchange(address->d->waiting, {});
    }
    for (const auto &reply : replies) {
        if (!address->hasBox())
            break;
        reply();
    }
    return true;
}

} // namespace gatehouse::store
