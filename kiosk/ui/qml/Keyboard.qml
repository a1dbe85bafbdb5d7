// Letters and digits on keys that a thumb can hit, in the order of the alphabet's usual keyboard.
import QtQuick
import QtQuick.Layouts
import "."

ColumnLayout {
    id: keyboard

    readonly property var rows: ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm."]

    signal struck(string key)

    spacing: 0.4 * Theme.gap

    component Key: BigButton {
        isIntention: false
        Layout.fillWidth: true
        Layout.fillHeight: true
        Layout.minimumHeight: Theme.target
        inset: 0
        picture: ""
        tone: "quiet"
        onTapped: keyboard.struck(name.slice(4))
    }
    Repeater {
        model: keyboard.rows
        RowLayout {
            id: row

            required property string modelData

            Layout.fillWidth: true
            Layout.fillHeight: true
            spacing: 0.4 * Theme.gap

            Repeater {
                model: row.modelData.split("")
                Key {
                    required property string modelData

                    Layout.preferredWidth: 1
                    name: "key-" + modelData
                    label: modelData
                }
            }
        }
    }
    RowLayout {
        Layout.fillWidth: true
        Layout.fillHeight: true
        spacing: 0.4 * Theme.gap

        Repeater {
            model: ["clear", "space", "erase"]
            Key {
                required property string modelData

                Layout.preferredWidth: modelData === "space" ? 2 : 1
                name: "key-" + modelData
                label: kiosk.words["search_" + modelData]
                labelSize: Theme.body
            }
        }
    }
}
