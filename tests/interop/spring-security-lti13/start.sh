#!/bin/sh
# Becomes the app that setup.sh built.
cd "$(dirname "$0")"
. ../lib.sh
installed_for 17 pom.xml $(find src -type f | LC_ALL=C sort)
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx256m -jar "$installed/target/quiz.jar"
