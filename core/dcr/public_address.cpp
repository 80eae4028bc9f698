#include "dcr/public_address.h"

#include <QHostAddress>

#include <vector>

namespace gatehouse::dcr {

namespace {

constexpr const char *NotPublic[] = {
    "0.0.0.0/8",     "10.0.0.0/8",      "100.64.0.0/10",   "127.0.0.0/8",  "169.254.0.0/16",
    "172.16.0.0/12", "192.0.0.0/24",    "192.0.2.0/24",    "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",  "::/96",
    "64:ff9b::/96",  "64:ff9b:1::/48",  "100::/64",        "2001::/23",    "2001:db8::/32",
    "2002::/16",     "fc00::/7",        "fe80::/10",       "fec0::/10",    "ff00::/8",
};

const auto &subnets()
{
    static const std::vector<QPair<QHostAddress, int>> parsed = [] {
        std::vector<QPair<QHostAddress, int>> all;
        for (const char *subnet : NotPublic)
            all.push_back(QHostAddress::parseSubnet(QLatin1String(subnet)));
        return all;
    }();
    return parsed;
}

} // namespace

bool isPublicAddress(const QHostAddress &address)
{
    bool isIpv4 = false;
    const quint32 ipv4 = address.toIPv4Address(&isIpv4);
    const QHostAddress bare = isIpv4 ? QHostAddress(ipv4) : address;
    for (const auto &subnet : subnets()) {
        if (bare.isInSubnet(subnet))
            return false;
    }
    return !bare.isNull();
}

} // namespace gatehouse::dcr
