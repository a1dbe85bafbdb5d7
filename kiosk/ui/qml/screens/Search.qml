// What was typed, what was found, and large keys; no accents are needed.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    id: screen

    // Its own, so that quick keys need not wait for what they found.
    property string text: kiosk.shown.searchText

    function type(key) {
        text = key === "erase" ? text.slice(0, -1) : text + (key === "space" ? " " : key)
        kiosk.intend("search", text)
    }

    Keys.onPressed: event => {
        const isErasing = event.key === Qt.Key_Backspace || event.key === Qt.Key_Delete
        event.accepted = isErasing || (event.text.length === 1 && event.text >= " ")
        if (event.accepted)
            type(isErasing ? "erase" : event.text)
    }

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: Theme.margin
    rowSpacing: Theme.gap

    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: Theme.isDense ? 1 : 4
        spacing: 0.7 * Theme.gap

        Words {
            Layout.fillWidth: true
            visible: !Theme.isDense
            text: kiosk.words.search_title
            font.pixelSize: Theme.label
            font.bold: true
        }
        Rectangle {
            Layout.fillWidth: true
            implicitHeight: typed.implicitHeight + Theme.gap
            radius: Theme.radius
            color: Theme.card
            border.width: Math.max(2, 0.4 * Theme.unit)
            border.color: Theme.blue

            Words {
                id: typed
                objectName: "search-text"
                anchors.left: parent.left
                anchors.right: parent.right
                anchors.verticalCenter: parent.verticalCenter
                anchors.margins: Theme.gap
                text: screen.text + "|"
                font.pixelSize: Theme.label
                wrapMode: Text.NoWrap
                elide: Text.ElideLeft
            }
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: kiosk.shown.results.note
            font.pixelSize: Theme.isDense ? Theme.smallest : Theme.body
            color: Theme.muted
        }
        Repeater {
            model: kiosk.shown.results.items.length
            BigButton {
                required property int index
                readonly property var found: kiosk.shown.results.items[index] || { code: "", name: "" }

                objectName: "procedure-" + value
                visible: index < (Theme.isPortrait ? kiosk.shown.results.above_keys : kiosk.shown.results.beside_keys)
                Layout.fillWidth: true
                name: "procedure"
                value: found.code
                label: found.name
                picture: ""
                tone: "quiet"
                labelSize: Theme.isPortrait ? Theme.body : Theme.smallest
                inset: (Theme.isDense ? 0.4 : 1) * Theme.gap
            }
        }
        Item {
            Layout.fillHeight: true
        }
    }
    Keyboard {
        Layout.fillWidth: true
        Layout.fillHeight: !Theme.isPortrait
        Layout.preferredWidth: Theme.isDense ? 2.4 : 5
        onStruck: key => screen.type(key)
    }
}
