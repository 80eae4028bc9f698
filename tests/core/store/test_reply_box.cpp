#include "store/reply_box.h"

#include <QTest>
#include <QThread>

#include <atomic>
#include <thread>

using namespace gatehouse::store;

class TestReplyBox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void runsRepliesInItsThreadAndInOrder()
    {
        ReplyBox box;
        QList<int> order;
        const QThread *thread = nullptr;
        std::thread other([address = box.address(), &order, &thread] {
            for (int i = 0; i < 100; ++i) {
                address->post([i, &order, &thread] {
                    order.append(i);
                    thread = QThread::currentThread();
                });
            }
        });
        other.join();
        QVERIFY(order.isEmpty());
        QTRY_COMPARE(order.size(), 100);
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QCOMPARE(thread, QThread::currentThread());
    }

    void dropsRepliesThatItsEndOvertakes()
    {
        auto box = std::make_unique<ReplyBox>();
        const auto address = box->address();
        bool ran = false;
        address->post([&ran] { ran = true; });
        box.reset();
        address->post([&ran] { ran = true; });
        QTest::qWait(20);
        QVERIFY(!ran);
    }

    void dropsTheRestWhereAReplyDeletesTheBox()
    {
        auto *box = new ReplyBox;
        const auto address = box->address();
        int ran = 0;
        address->post([&ran, box] {
            ++ran;
            delete box;
        });
        address->post([&ran] { ++ran; });
        QTRY_COMPARE(ran, 1);
        QTest::qWait(20);
        QCOMPARE(ran, 1);
    }

    void aDroppedReplyMayPostWhenItGoes()
    {
        auto box = std::make_unique<ReplyBox>();
        const auto address = box->address();
        bool went = false;
        const std::shared_ptr<int> last(new int, [&went, address](const int *value) {
            delete value;
            address->post([] {});
            went = true;
        });
        address->post([held = std::shared_ptr<int>(last)] { Q_UNUSED(held) });
        const_cast<std::shared_ptr<int> &>(last).reset();
        box.reset();
        QVERIFY(went);
    }

    void survivesItsEndWhileOthersPost()
    {
        for (int round = 0; round < 50; ++round) {
            auto box = std::make_unique<ReplyBox>();
            std::atomic<int> ran = 0;
            std::thread other([address = box->address(), &ran] {
                for (int i = 0; i < 100; ++i)
                    address->post([&ran] { ++ran; });
            });
            QTest::qWait(0);
            box.reset();
            const int atTheEnd = ran;
            other.join();
            QCoreApplication::processEvents();
            QCOMPARE(ran, atTheEnd);
        }
    }
};

QTEST_GUILESS_MAIN(TestReplyBox)
#include "test_reply_box.moc"
