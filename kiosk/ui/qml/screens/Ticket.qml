// The ticket just given: code, where to wait, QR code, what comes next.
import QtQuick
import QtQuick.Layouts
import Kiosk.Items
import ".."

GridLayout {
    id: screen

    readonly property var ticket: kiosk.shown.ticket

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: Theme.margin
    rowSpacing: Theme.gap

    Words {
        objectName: "ticket-title"
        Layout.fillWidth: true
        Layout.columnSpan: screen.columns
        text: screen.ticket.title
        font.pixelSize: Theme.isDense ? Theme.label : screen.ticket.isDirect ? 1.06 * Theme.title : Theme.title
        font.bold: true
        color: screen.ticket.isDirect ? Theme.green : Theme.ink
    }
    TicketCard {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 3
    }
    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: !Theme.isPortrait
        Layout.preferredWidth: 2
        spacing: Theme.gap

        GridLayout {
            Layout.fillWidth: true
            Layout.fillHeight: true
            columns: 2
            columnSpacing: Theme.margin
            rowSpacing: 0.5 * Theme.gap

            QrImage {
                readonly property real side: (Theme.isDense ? 20 : 23) * Theme.unit

                objectName: "qr"
                visible: screen.ticket.qr !== ""
                Layout.preferredWidth: side
                Layout.preferredHeight: side
                Layout.minimumHeight: 16 * Theme.unit
                Layout.maximumHeight: side
                Layout.fillHeight: true
                Layout.alignment: Qt.AlignCenter
                text: screen.ticket.qr
                Accessible.role: Accessible.Graphic
                Accessible.name: kiosk.words.qr_text
            }
            ColumnLayout {
                Layout.fillWidth: true
                Layout.alignment: Qt.AlignVCenter
                spacing: 0.5 * Theme.gap

                Words {
                    Layout.fillWidth: true
                    visible: screen.ticket.qr !== "" && !Theme.isDense
                    text: kiosk.words.qr_text
                    font.pixelSize: Theme.small
                    color: Theme.muted
                }
                Words {
                    Layout.fillWidth: true
                    text: screen.ticket.next
                    font.pixelSize: Theme.body
                }
            }
        }
        Fact {
            name: "ticket-prepare"
            Layout.fillWidth: true
            text: Theme.isTight || (Theme.isLarge && !Theme.isPortrait) ? "" : screen.ticket.prepare
            picture: "code"
        }
        Item {
            visible: !Theme.isPortrait
            Layout.fillHeight: true
        }
        Actions {
            Layout.fillWidth: true
            visible: Theme.isPortrait && kiosk.shown.actions.length > 0
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Theme.gap

            Actions {
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                visible: !Theme.isPortrait && kiosk.shown.actions.length > 0
            }
            BigButton {
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                Layout.minimumHeight: Theme.bigTarget
                name: "done"
                label: kiosk.words.done
                more: kiosk.shown.closesText
                inset: (Theme.isDense ? 0.4 : 1) * Theme.gap
            }
        }
    }
}
