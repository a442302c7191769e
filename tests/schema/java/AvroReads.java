import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericArray;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericFixed;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.DecoderFactory;

/**
 * What Avro for Java makes of pairs of schemas. Each line of standard input is a JSON object: `reader` and `writer` are
 * schemas as text, `data` what was written with the writer's schema, each in base64. Each line of standard output:
 * `illegal` (why one of the schemas is none), `compatible` (what its checker says), and for each of the data `value`, as
 * plain JSON, or `error`.
 */
public final class AvroReads {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  public static void main(String[] arguments) throws Exception {
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      out.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
    }
    out.flush();
  }

  private static ObjectNode answer(JsonNode pair) {
    ObjectNode said = NODES.objectNode();
    Schema reader;
    Schema writer;
    try {
      reader = new Schema.Parser().parse(pair.get("reader").textValue());
      writer = new Schema.Parser().parse(pair.get("writer").textValue());
    } catch (RuntimeException problem) {
      return said.put("illegal", String.valueOf(problem.getMessage()));
    }
    said.put("compatible", compatible(reader, writer));
    ArrayNode read = said.putArray("read");
    for (JsonNode data : pair.get("data")) {
      read.add(decoded(reader, writer, Base64.getDecoder().decode(data.textValue())));
    }
    return said;
  }

  private static boolean compatible(Schema reader, Schema writer) {
    try {
      return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType()
          == SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE;
    } catch (RuntimeException problem) {
      return false;
    }
  }

  private static ObjectNode decoded(Schema reader, Schema writer, byte[] data) {
    ObjectNode said = NODES.objectNode();
    try {
      GenericData plain = new GenericData(); // no conversions: values as the types underneath have them
      GenericDatumReader<Object> decoder = new GenericDatumReader<>(writer, reader, plain);
      said.set("value", plain(decoder.read(null, DecoderFactory.get().binaryDecoder(data, null))));
    } catch (Exception | StackOverflowError problem) {
      said.put("error", String.valueOf(problem.getMessage()));
    }
    return said;
  }

  private static JsonNode plain(Object value) {
    if (value == null) {
      return NODES.nullNode();
    } else if (value instanceof IndexedRecord record) {
      ObjectNode made = NODES.objectNode();
      for (Schema.Field field : record.getSchema().getFields()) {
        made.set(field.name(), plain(record.get(field.pos())));
      }
      return made;
    } else if (value instanceof GenericArray<?> || value instanceof java.util.Collection<?>) {
      ArrayNode made = NODES.arrayNode();
      ((java.util.Collection<?>) value).forEach(item -> made.add(plain(item)));
      return made;
    } else if (value instanceof Map<?, ?> map) {
      ObjectNode made = NODES.objectNode();
      map.forEach((key, item) -> made.set(key.toString(), plain(item)));
      return made;
    } else if (value instanceof GenericFixed fixed) {
      return NODES.textNode(new String(fixed.bytes(), StandardCharsets.ISO_8859_1));
    } else if (value instanceof ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.duplicate().get(bytes);
      return NODES.textNode(new String(bytes, StandardCharsets.ISO_8859_1));
    } else if (value instanceof GenericEnumSymbol<?> || value instanceof CharSequence) {
      return NODES.textNode(value.toString());
    } else {
      return JSON.valueToTree(value);
    }
  }
}
