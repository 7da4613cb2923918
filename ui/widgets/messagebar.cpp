// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/messagebar.h"

#include "ui/theme/theme.h"
#include "ui/widgets/tonelabel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

namespace millrace::ui {

namespace {

constexpr int readingTimeMs = 12'000;
/// What twenty suites have to say must not push the work off the screen.
constexpr qsizetype mostLines = 3;
constexpr qsizetype mostLinesOfToolTip = 40;

QString iconOf(Tone tone)
{
    switch (tone) {
    case Tone::Ok:
        return QStringLiteral("ok");
    case Tone::Warning:
        return QStringLiteral("warning");
    case Tone::Error:
        return QStringLiteral("error");
    default:
        return QStringLiteral("info");
    }
}

} // namespace

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent)
{
    setObjectName(QStringLiteral("messages"));
    m_icon = new IconLabel(QStringLiteral("info"));
    m_label = new QLabel;
    m_label->setObjectName(QStringLiteral("messages.text"));
    m_label->setWordWrap(true);
    m_label->setTextFormat(Qt::PlainText);
    m_label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_button = new QToolButton;
    m_button->setObjectName(QStringLiteral("messages.action"));
    m_button->setFocusPolicy(Qt::StrongFocus);
    m_close = new QToolButton;
    m_close->setAutoRaise(true);
    m_close->setIcon(theme::icon(QStringLiteral("close"), Tone::Muted));
    m_close->setToolTip(tr("Close this message"));
    m_close->setAccessibleName(tr("Close this message"));

    auto* layout = new QHBoxLayout(this);
    const int gap = theme::spacing();
    layout->setContentsMargins(gap, gap / 2, gap / 2, gap / 2);
    layout->setSpacing(gap / 2);
    layout->addWidget(m_icon);
    layout->addWidget(m_label, 1);
    layout->addWidget(m_button);
    layout->addWidget(m_close);

    m_timer.setSingleShot(true);
    m_timer.setInterval(readingTimeMs);
    connect(&m_timer, &QTimer::timeout, this, &MessageBar::dismiss);
    connect(m_close, &QToolButton::clicked, this, &MessageBar::dismiss);
    connect(m_button, &QToolButton::clicked, this, [this] {
        const auto run = m_run;
        dismiss();
        if (run)
            run();
    });
    hide();
}

void MessageBar::say(Tone tone, const QString& text, const MessageAction& action)
{
    m_tone = tone;
    m_text = text;
    m_run = action.run;
    m_icon->setIcon(iconOf(tone), tone);
    const QStringList lines = text.split(QLatin1Char('\n'));
    if (lines.size() <= mostLines) {
        m_label->setText(text);
        m_label->setToolTip({});
    } else {
        const qsizetype more = lines.size() - mostLines + 1;
        m_label->setText(lines.mid(0, mostLines - 1).join(QLatin1Char('\n')) + QLatin1Char('\n') +
                         tr("… and %1 more: point here to read them").arg(more));
        m_label->setToolTip(lines.mid(0, mostLinesOfToolTip).join(QLatin1Char('\n')));
    }
    m_button->setText(action.text);
    m_button->setVisible(!action.text.isEmpty());
    setAccessibleName(text);
    show();
    update();
    if (tone == Tone::Warning || tone == Tone::Error)
        m_timer.stop();
    else
        m_timer.start();
    emit said(text);
}

void MessageBar::dismiss()
{
    m_timer.stop();
    m_text.clear();
    m_run = {};
    hide();
}

void MessageBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::wash(m_tone));
    painter.setPen(theme::border());
    painter.drawLine(rect().topLeft(), rect().topRight());
}

} // namespace millrace::ui
