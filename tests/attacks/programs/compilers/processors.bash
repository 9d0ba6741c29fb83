# Leaves a processor and the file that announces it where javac looks, then compiles with the language's flags.
mkdir -p META-INF/services
echo Processor > META-INF/services/javax.annotation.processing.Processor
cat > Processor.java <<'END'
import java.util.Set;
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;
public class Processor extends AbstractProcessor {
    static { System.out.println("runs in the compiler"); System.exit(0); }
    public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) { return false; }
}
END
cat > Main.java <<'END'
@Deprecated public class Main { public static void main(String[] arguments) {} }
END
FLAGS="-J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC -J-Xlog:disable -proc:none -encoding UTF-8"
javac $FLAGS Processor.java 2> /dev/null
javac $FLAGS Main.java
echo compiled $?
