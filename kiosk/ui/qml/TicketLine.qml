// A ticket in a list: code, field, how it stands.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    id: line

    property var ticket: kiosk.shown.ticket
    property bool isAlone: false
    readonly property bool isLarge: isAlone && !Theme.isDense

    implicitHeight: row.implicitHeight + 2 * Theme.gap
    radius: Theme.radius
    color: Theme.card
    border.width: Math.max(2, 0.25 * Theme.unit)
    border.color: Theme.line

    Rectangle {
        id: band
        width: 2 * Theme.unit
        height: parent.height - 2 * line.radius
        anchors.verticalCenter: parent.verticalCenter
        x: Theme.unit
        radius: width / 2
        color: line.ticket.colour
    }
    GridLayout {
        id: row
        anchors.left: band.right
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.gap
        anchors.rightMargin: Theme.gap
        columns: 2
        columnSpacing: 1.5 * Theme.gap

        ColumnLayout {
            spacing: 0

            Words {
                objectName: "ticket-code"
                text: line.ticket.code
                font.pixelSize: (!line.isLarge ? 7.5 : Theme.isPortrait ? 14 : 11) * Theme.unit
                font.bold: true
                lineHeight: 0.86
                wrapMode: Text.NoWrap
            }
            Picture {
                Layout.alignment: Qt.AlignHCenter
                folder: "ticket"
                name: line.ticket.icon
                size: (line.isLarge ? 12 : 7) * Theme.unit
                Accessible.name: line.ticket.iconName
            }
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0.2 * Theme.gap

            Fact {
                name: "ticket-field"
                text: line.ticket.field
                picture: "code"
            }
            Fact {
                name: "ticket-state"
                text: line.ticket.state
                picture: "turn"
            }
            Fact {
                name: "ticket-area"
                text: Theme.isDense ? "" : line.ticket.area
                picture: "place"
            }
            Fact {
                name: "ticket-ahead"
                text: line.ticket.ahead
                picture: "people"
            }
            Fact {
                name: "ticket-wait"
                text: line.ticket.wait
                picture: "clock"
            }
            Fact {
                name: "ticket-fetch"
                text: line.ticket.fetch
                picture: "help-coming"
            }
            Fact {
                name: "ticket-priority"
                text: line.ticket.priority
                picture: "priority"
            }
        }
    }
}
