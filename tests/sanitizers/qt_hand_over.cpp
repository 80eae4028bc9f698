// ThreadSanitizer does not see into Qt, which is not built with it: that an event is posted before it is delivered
// looks like a race of the two threads. This file, linked into every test of the tsan preset, tells it. The linker
// sends the calls that hand something to another thread through here (--wrap, in tests/CMakeLists.txt).
//
// One variable stands for all hand-overs. That orders more than Qt does, so a race between two events of one pair of
// threads can be missed; one of data that no event hands over is found.

#include <QCoreApplication>
#include <QEvent>
#include <QMetaObject>

#include <sanitizer/tsan_interface.h>

#define GATEHOUSE_ORIGINAL(symbol) asm("__real_" symbol)
// Aligned like a member function: the lowest bit of a pointer to member means that the function is virtual.
#define GATEHOUSE_WRAPPED(symbol) asm("__wrap_" symbol) __attribute__((aligned(16)))
#define GATEHOUSE_ACTIVATE "_ZN11QMetaObject8activateEP7QObjectPKS_iPPv"
#define GATEHOUSE_INVOKE                                                                                               \
    "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt14ConnectionTypeEPv"
#define GATEHOUSE_POST "_ZN16QCoreApplication9postEventEP7QObjectP6QEventi"
#define GATEHOUSE_DELETE_LATER "_ZN7QObject11deleteLaterEv"

using QtPrivate::QSlotObjectBase;

void originalActivate(QObject *, const QMetaObject *, int, void **) GATEHOUSE_ORIGINAL(GATEHOUSE_ACTIVATE);
void wrappedActivate(QObject *, const QMetaObject *, int, void **) GATEHOUSE_WRAPPED(GATEHOUSE_ACTIVATE);
bool originalInvoke(QObject *, QSlotObjectBase *, Qt::ConnectionType, void *) GATEHOUSE_ORIGINAL(GATEHOUSE_INVOKE);
bool wrappedInvoke(QObject *, QSlotObjectBase *, Qt::ConnectionType, void *) GATEHOUSE_WRAPPED(GATEHOUSE_INVOKE);
void originalPost(QObject *, QEvent *, int) GATEHOUSE_ORIGINAL(GATEHOUSE_POST);
void wrappedPost(QObject *, QEvent *, int) GATEHOUSE_WRAPPED(GATEHOUSE_POST);
void originalDeleteLater(QObject *) GATEHOUSE_ORIGINAL(GATEHOUSE_DELETE_LATER);
void wrappedDeleteLater(QObject *) GATEHOUSE_WRAPPED(GATEHOUSE_DELETE_LATER);

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

/// The slot of a blocking call, and afterwards the word that it is done.
class BlockingSlot : public QSlotObjectBase
{
public:
    explicit BlockingSlot(QSlotObjectBase *slot)
        : QSlotObjectBase(&run)
        , m_slot(slot)
    {}

private:
    static void run(int which, QSlotObjectBase *base, QObject *receiver, void **arguments, bool *)
    {
        auto *self = static_cast<BlockingSlot *>(base);
        if (which == Call) {
            self->m_slot->call(receiver, arguments);
            __tsan_release(&handOver);
        } else if (which == Destroy) {
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
    if (type != Qt::BlockingQueuedConnection) {
        __tsan_release(&handOver);
        return originalInvoke(context, slot, type, result);
    }
    auto *blocking = new BlockingSlot(slot);
    // Kept until what the other thread did with it is known here.
    blocking->ref();
    __tsan_release(&handOver);
    const bool invoked = originalInvoke(context, blocking, type, result);
    __tsan_acquire(&handOver);
    blocking->destroyIfLastRef();
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
