// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/listverb.h"
#include "app/ctl/verbs.h"

namespace millrace::ctl {

namespace {

class Failures final : public ListVerb
{
public:
    Failures()
        : ListVerb(QStringLiteral("failures"), QStringLiteral("Open failures; --group by signature."),
                   store::ListKind::Failures,
                   {QStringLiteral("id"), QStringLiteral("package"), QStringLiteral("version"), QStringLiteral("code"),
                    QStringLiteral("state"), QStringLiteral("last_at"), QStringLiteral("message")})
    {
    }

    void declare(QCommandLineParser& parser) const override
    {
        ListVerb::declare(parser);
        parser.addOption({QStringLiteral("group"), QStringLiteral("One row per signature.")});
        parser.addOption({QStringLiteral("all"), QStringLiteral("Resolved ones too.")});
    }

    int run(Context& context, const QCommandLineParser& parser) const override
    {
        QString filter = parser.positionalArguments().join(QLatin1Char(' '));
        const qsizetype limit = parser.value(QStringLiteral("limit")).toLongLong();
        if (parser.isSet(QStringLiteral("group")))
            return print(context, store::ListKind::Groups,
                         {QStringLiteral("signature"), QStringLiteral("class"), QStringLiteral("count"),
                          QStringLiteral("packages"), QStringLiteral("policy"), QStringLiteral("title")},
                         filter, limit);
        if (!parser.isSet(QStringLiteral("all")) && !filter.contains(QLatin1String("state:")))
            filter = (filter + QLatin1String(" -state:resolved")).trimmed();
        return print(context, store::ListKind::Failures,
                     {QStringLiteral("id"), QStringLiteral("package"), QStringLiteral("version"),
                      QStringLiteral("code"), QStringLiteral("state"), QStringLiteral("last_at"),
                      QStringLiteral("message")},
                     filter, limit);
    }
};

} // namespace

VerbPtr failuresVerb()
{
    return std::make_unique<Failures>();
}

} // namespace millrace::ctl
