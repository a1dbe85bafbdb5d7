// What was typed, what was found, and large keys; no accents are needed.
import QtQuick
import QtQuick.Layouts
import ".."

GridLayout {
    id: screen

    function type(key) {
        const text = kiosk.shown.searchText
        if (key === "erase")
            kiosk.intend("search", text.slice(0, -1))
        else if (key === "clear")
            kiosk.intend("search", "")
        else
            kiosk.intend("search", text + (key === "space" ? " " : key))
    }

    columns: Theme.isPortrait ? 1 : 2
    columnSpacing: Theme.margin
    rowSpacing: Theme.gap

    ColumnLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.preferredWidth: 5
        spacing: 0.7 * Theme.gap

        Words {
            Layout.fillWidth: true
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
                text: kiosk.shown.searchText + "|"
                font.pixelSize: Theme.label
                wrapMode: Text.NoWrap
                elide: Text.ElideLeft
            }
        }
        Words {
            Layout.fillWidth: true
            visible: text !== ""
            text: kiosk.shown.results.note
            color: Theme.muted
        }
        Repeater {
            model: kiosk.shown.results.items.length
            BigButton {
                required property int index
                readonly property var found: kiosk.shown.results.items[index] || { code: "", name: "", field: "" }

                objectName: "procedure-" + value
                visible: index < (Theme.isDense ? 2 : Theme.isPortrait ? 5 : 4)
                Layout.fillWidth: true
                name: "procedure"
                value: found.code
                label: found.name
                picture: ""
                tone: "quiet"
                labelSize: Theme.smallest
                mostLines: 2
            }
        }
        Item {
            Layout.fillHeight: true
        }
    }
    Keyboard {
        Layout.fillWidth: true
        Layout.fillHeight: !Theme.isPortrait
        Layout.preferredWidth: 7
        onStruck: key => screen.type(key)
    }
}
