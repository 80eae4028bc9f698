#pragma once

#include "base/result.h"
#include "base/time.h"

#include <QObject>
#include <QUrl>

#include <memory>

namespace gatehouse::directory {
class Directory;
}

namespace gatehouse::sandbox {

/// A test TPP that goes through its life at a running endpoint, over mutual TLS: made, registered, read,
/// updated, deleted. What is sent and answered is seen at the endpoint (Sandbox::exchangesAdded). Runs in
/// the thread that made it, which needs an event loop; keys are made on another.
class Demo : public QObject
{
    Q_OBJECT

public:
    enum class Extent : quint8 {
        Register,  ///< leaves one registered client behind
        WholeLife, ///< registers, gets a token, reads, updates, deletes
    };

    Demo(std::shared_ptr<directory::Directory> directory, QUrl baseUrl, Clock clock, Extent extent, QObject *parent = nullptr);
    ~Demo() override;

    /// Its keys are kept as a kit in this folder, for requests to come; otherwise they go with this object.
    void keepKitIn(const QString &folder);
    void start();

Q_SIGNALS:
    void stepStarted(const QString &title);
    void finished();
    /// A step was not answered as it should be; nothing follows it.
    void failed(const gatehouse::Error &error);

private:
    void takeStep();

    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace gatehouse::sandbox
