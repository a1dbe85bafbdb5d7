// A line with a small picture; gone when there is nothing to say.
import QtQuick
import QtQuick.Layouts
import "."

RowLayout {
    id: fact

    property string name: ""
    property string text: ""
    property string picture: ""

    visible: text !== ""
    spacing: 0.8 * Theme.gap

    Picture {
        name: fact.picture
        size: 1.35 * Theme.label
    }
    Words {
        objectName: fact.name
        Layout.fillWidth: true
        text: fact.text
        font.pixelSize: Theme.isPortrait ? Theme.label : Theme.isDense ? Theme.smallest : Theme.body
    }
}
