// A ticket: colour and picture beside the code, then field, area, people ahead.
import QtQuick
import QtQuick.Layouts
import "."

Rectangle {
    id: card

    property var ticket: kiosk.shown.ticket

    implicitHeight: column.implicitHeight + 2 * Theme.margin
    radius: 1.5 * Theme.radius
    color: Theme.card
    border.width: Math.max(2, 0.25 * Theme.unit)
    border.color: Theme.line

    Rectangle {
        id: band
        width: 2.2 * Theme.unit
        height: parent.height - 2 * card.radius
        anchors.verticalCenter: parent.verticalCenter
        color: card.ticket.colour
        radius: width / 2
        x: Theme.unit
    }
    ColumnLayout {
        id: column
        anchors.left: band.right
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.margin
        anchors.rightMargin: Theme.margin
        spacing: (Theme.isPortrait ? 0.5 : 0.2) * Theme.gap

        Words {
            objectName: "ticket-code"
            Layout.fillWidth: true
            text: card.ticket.code
            // Larger words leave less height for the code.
            font.pixelSize: Theme.huge * (Theme.isLarge || Theme.span < Theme.width ? 0.66 : 1)
            font.bold: true
            wrapMode: Text.NoWrap
            // Digits and capitals need no room for marks below.
            lineHeight: 0.86
            horizontalAlignment: Theme.isPortrait ? Text.AlignHCenter : Text.AlignLeft
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: 1.2 * Theme.margin

            ColumnLayout {
                Layout.fillWidth: false
                spacing: 0.3 * Theme.gap

                Rectangle {
                    readonly property real side: (Theme.isPortrait ? 21 : Theme.isDense ? 16 : 19) * Theme.unit

                    Layout.alignment: Qt.AlignHCenter
                    Layout.preferredWidth: side
                    Layout.preferredHeight: side
                    radius: side / 2
                    color: Theme.page
                    border.width: 0.045 * side
                    border.color: card.ticket.colour

                    Picture {
                        anchors.centerIn: parent
                        folder: "ticket"
                        name: card.ticket.icon
                        size: 0.64 * parent.side
                    }
                }
                Words {
                    objectName: "ticket-icon"
                    Layout.alignment: Qt.AlignHCenter
                    text: card.ticket.iconName
                    font.pixelSize: Theme.label
                    font.bold: true
                    wrapMode: Text.NoWrap
                }
            }
            ColumnLayout {
                Layout.fillWidth: true
                spacing: (Theme.isPortrait ? 0.5 : 0.2) * Theme.gap

                Fact {
                    name: "ticket-field"
                    text: card.ticket.field
                    picture: "code"
                }
                Fact {
                    name: "ticket-state"
                    text: card.ticket.state
                    picture: "place"
                }
                Fact {
                    name: "ticket-area"
                    text: card.ticket.area
                    picture: "place"
                }
                Fact {
                    name: "ticket-ahead"
                    text: card.ticket.ahead
                    picture: "people"
                }
                Fact {
                    name: "ticket-wait"
                    text: card.ticket.wait
                    picture: "clock"
                }
                Fact {
                    name: "ticket-fetch"
                    text: card.ticket.fetch
                    picture: "help-coming"
                }
                Fact {
                    name: "ticket-priority"
                    text: card.ticket.priority
                    picture: "priority"
                }
            }
        }
    }
}
