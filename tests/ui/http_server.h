// A server of one file on this machine, with the faults that networks have.
#pragma once

#include <QHostAddress>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <utility>

namespace selfsight::test {

class HttpServer : public QTcpServer {
  public:
    explicit HttpServer(QByteArray content) : body(std::move(content)) {
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket* socket = nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, this, [this, socket] { answer(*socket); });
        });
    }
    QUrl url() const { return QUrl(QStringLiteral("http://127.0.0.1:%1/file.bin").arg(serverPort())); }

    QByteArray body;
    qint64 cutAfter = -1;  // bytes of an answer before the connection is lost; −1: never
    bool ranges = true;
    int status = 200;
    QList<qint64> from;  // where each request wanted to begin

  private:
    void answer(QTcpSocket& socket) {
        QByteArray& request = requests_[&socket];
        request += socket.readAll();
        if (!request.contains("\r\n\r\n")) return;
        qint64 begin = 0;
        if (const auto at = request.indexOf("Range: bytes="); at >= 0)
            begin = request.mid(at + 13, request.indexOf('-', at + 13) - at - 13).toLongLong();
        from << begin;
        requests_.remove(&socket);
        if (!ranges) begin = 0;
        QByteArray head = "HTTP/1.1 " + QByteArray::number(begin > 0 ? 206 : status) + " x\r\n";
        if (begin > 0)
            head += "Content-Range: bytes " + QByteArray::number(begin) + '-' +
                    QByteArray::number(body.size() - 1) + '/' + QByteArray::number(body.size()) + "\r\n";
        head +=
            "Connection: close\r\nContent-Length: " + QByteArray::number(body.size() - begin) + "\r\n\r\n";
        socket.write(head + (cutAfter >= 0 ? body.mid(begin, cutAfter) : body.mid(begin)));
        socket.disconnectFromHost();
    }

    QHash<QTcpSocket*, QByteArray> requests_;
};

}  // namespace selfsight::test
