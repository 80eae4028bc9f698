#pragma once

#include <QObject>

#include <functional>
#include <memory>

namespace gatehouse::store {

/// Where answers of other threads arrive: posted functions run in the thread of the box, in order, many an
/// event. Those that wait when the box goes are dropped.
class ReplyBox : public QObject
{
public:
    class Address;

    ReplyBox();
    ~ReplyBox() override;

    /// May be kept and posted to from any thread, also after the box is gone.
    std::shared_ptr<Address> address() const { return m_address; }

    bool event(QEvent *event) override;

private:
    std::shared_ptr<Address> m_address;
};

class ReplyBox::Address
{
public:
    explicit Address(ReplyBox *box);
    ~Address();
    void post(std::function<void()> reply);

private:
    friend class ReplyBox;
    bool hasBox() const;

    struct Data;
    std::unique_ptr<Data> d;
};

} // namespace gatehouse::store
