// The tickets of one person, each with how it stands.
import QtQuick
import QtQuick.Layouts
import ".."

ColumnLayout {
    id: screen

    readonly property int count: kiosk.shown.tickets.length

    spacing: Theme.gap

    Words {
        Layout.fillWidth: true
        visible: !Theme.isDense
        text: kiosk.words.ticket_title
        font.pixelSize: Theme.isDense ? Theme.label : Theme.title
        font.bold: true
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        columns: Theme.isPortrait ? 1 : Math.min(2, screen.count)
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap
        uniformCellWidths: true

        Repeater {
            model: screen.count
            TicketLine {
                required property int index

                Layout.fillWidth: true
                Layout.fillHeight: true
                Layout.maximumHeight: 70 * Theme.unit
                ticket: kiosk.shown.tickets[index] || kiosk.shown.ticket
                isAlone: screen.count === 1
            }
        }
    }
    GridLayout {
        Layout.fillWidth: true
        Layout.fillHeight: false
        columns: Theme.isPortrait ? 1 : 2
        columnSpacing: Theme.gap
        rowSpacing: Theme.gap

        Actions {
            Layout.fillWidth: true
            Layout.preferredWidth: 2
        }
        BigButton {
            Layout.fillWidth: true
            Layout.preferredWidth: 1
            Layout.minimumHeight: Theme.isPortrait ? Theme.bigTarget : Theme.target
            name: "done"
            label: kiosk.words.done
        }
    }
}
