// ThreadSanitizer does not see into Qt, which is not built with it: that an event is posted before it is delivered
// looks like a race of the two threads. This file, linked into every test of the tsan preset, tells it. The linker
// sends the calls that hand something to another thread through here (--wrap, in tests/CMakeLists.txt).
//
// One variable stands for all hand-overs. That orders more than Qt does, so a race between two events of one pair of
// threads can be missed; one of data that no event hands over is found.

#include <QCoreApplication>
#include <QDeadlineTimer>
#include <QEvent>
#include <QMetaObject>
#include <QThread>
#include <QThreadPool>

#include <sanitizer/tsan_interface.h>

#include <functional>

#define GATEHOUSE_ORIGINAL(symbol) asm("__real_" symbol)
// Aligned like a member function: the lowest bit of a pointer to member means that the function is virtual.
#define GATEHOUSE_WRAPPED(symbol) asm("__wrap_" symbol) __attribute__((aligned(16)))
#define GATEHOUSE_ACTIVATE "_ZN11QMetaObject8activateEP7QObjectPKS_iPPv"
#define GATEHOUSE_INVOKE                                                                                               \
    "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv"
#define GATEHOUSE_POST "_ZN16QCoreApplication9postEventEP7QObjectP6QEventi"
#define GATEHOUSE_DELETE_LATER "_ZN7QObject11deleteLaterEv"
#define GATEHOUSE_POOL_START "_ZN11QThreadPool5startESt8functionIFvvEEi"
#define GATEHOUSE_THREAD_START "_ZN7QThread5startENS_8PriorityE"
#define GATEHOUSE_THREAD_WAIT "_ZN7QThread4waitE14QDeadlineTimer"

using QtPrivate::QSlotObjectBase;

void originalActivate(QObject *, const QMetaObject *, int, void **) GATEHOUSE_ORIGINAL(GATEHOUSE_ACTIVATE);
void wrappedActivate(QObject *, const QMetaObject *, int, void **) GATEHOUSE_WRAPPED(GATEHOUSE_ACTIVATE);
bool originalInvoke(QObject *, QSlotObjectBase *, Qt::ConnectionType, void *) GATEHOUSE_ORIGINAL(GATEHOUSE_INVOKE);
bool wrappedInvoke(QObject *, QSlotObjectBase *, Qt::ConnectionType, void *) GATEHOUSE_WRAPPED(GATEHOUSE_INVOKE);
void originalPost(QObject *, QEvent *, int) GATEHOUSE_ORIGINAL(GATEHOUSE_POST);
void wrappedPost(QObject *, QEvent *, int) GATEHOUSE_WRAPPED(GATEHOUSE_POST);
void originalDeleteLater(QObject *) GATEHOUSE_ORIGINAL(GATEHOUSE_DELETE_LATER);
void wrappedDeleteLater(QObject *) GATEHOUSE_WRAPPED(GATEHOUSE_DELETE_LATER);
void originalPoolStart(QThreadPool *, std::function<void()>, int) GATEHOUSE_ORIGINAL(GATEHOUSE_POOL_START);
void wrappedPoolStart(QThreadPool *, std::function<void()>, int) GATEHOUSE_WRAPPED(GATEHOUSE_POOL_START);
void originalStart(QThread *, QThread::Priority) GATEHOUSE_ORIGINAL(GATEHOUSE_THREAD_START);
void wrappedStart(QThread *, QThread::Priority) GATEHOUSE_WRAPPED(GATEHOUSE_THREAD_START);
bool originalWait(QThread *, QDeadlineTimer) GATEHOUSE_ORIGINAL(GATEHOUSE_THREAD_WAIT);
bool wrappedWait(QThread *, QDeadlineTimer) GATEHOUSE_WRAPPED(GATEHOUSE_THREAD_WAIT);

namespace {

char handOver;

/// Runs before each delivery; false lets Qt go on with it.
bool acquireBeforeDelivery(void **)
{
    __tsan_acquire(&handOver);
    return false;
}

[[maybe_unused]] const bool Registered =
    QInternal::registerCallback(QInternal::EventNotifyCallback, acquireBeforeDelivery);

/// A slot that tells what its call did to whoever deletes it, or waits for it.
class HandedOverSlot : public QSlotObjectBase
{
public:
    explicit HandedOverSlot(QSlotObjectBase *slot)
        : QSlotObjectBase(&run)
        , m_slot(slot)
    {}

private:
    static void run(int which, QSlotObjectBase *base, QObject *receiver, void **arguments, bool *)
    {
        auto *self = static_cast<HandedOverSlot *>(base);
        if (which == Call) {
            self->m_slot->call(receiver, arguments);
            __tsan_release(&handOver);
        } else if (which == Destroy) {
            // The thread that posted it is the last where the other was quicker.
            __tsan_acquire(&handOver);
            self->m_slot->destroyIfLastRef();
            delete self;
        }
    }

    QSlotObjectBase *m_slot;
};

} // namespace

void wrappedActivate(QObject *sender, const QMetaObject *type, int signal, void **arguments)
{
    __tsan_release(&handOver);
    originalActivate(sender, type, signal, arguments);
}

bool wrappedInvoke(QObject *context, QSlotObjectBase *slot, Qt::ConnectionType type, void *result)
{
    auto *handedOver = new HandedOverSlot(slot);
    __tsan_release(&handOver);
    const bool invoked = originalInvoke(context, handedOver, type, result);
    if (type == Qt::BlockingQueuedConnection)
        __tsan_acquire(&handOver);
    return invoked;
}

void wrappedPost(QObject *receiver, QEvent *event, int priority)
{
    __tsan_release(&handOver);
    originalPost(receiver, event, priority);
}

void wrappedDeleteLater(QObject *object)
{
    __tsan_release(&handOver);
    originalDeleteLater(object);
}

void wrappedPoolStart(QThreadPool *pool, std::function<void()> work, int priority)
{
    std::function<void()> handedOver = [work = std::move(work)] {
        __tsan_acquire(&handOver);
        work();
        __tsan_release(&handOver);
    };
    __tsan_release(&handOver);
    originalPoolStart(pool, std::move(handedOver), priority);
}

void wrappedStart(QThread *thread, QThread::Priority priority)
{
    // Runs in the thread that ends, before anybody who waits for it goes on.
    QObject::connect(
        thread, &QThread::finished, thread, [] { __tsan_release(&handOver); },
        static_cast<Qt::ConnectionType>(Qt::DirectConnection | Qt::SingleShotConnection));
    originalStart(thread, priority);
}

bool wrappedWait(QThread *thread, QDeadlineTimer deadline)
{
    const bool ended = originalWait(thread, deadline);
    if (ended)
        __tsan_acquire(&handOver);
    return ended;
}
