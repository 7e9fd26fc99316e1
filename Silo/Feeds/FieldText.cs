using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Ballast.Domain;

namespace Ballast.Silo.Feeds;

/// <summary>Reads the numbers and times of input files from their UTF-8 text.</summary>
internal static class FieldText
{
    /// <summary>Number of digits that always fit into <see cref="decimal"/>.</summary>
    private const int DecimalDigits = 28;

    private const int ShownCharacters = 40;

    /// <summary>Reads the whole text as a finite number.</summary>
    public static bool TryDouble(ReadOnlySpan<byte> text, out double value) =>
        DecimalText.TryShort(text, out value)
        || (Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value));

    /// <summary>Reads the whole text as a whole number.</summary>
    public static bool TryInteger(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;

    /// <summary>Reads a decimal with every digit of the text; a text that would have to be rounded is refused.</summary>
    public static bool TryDecimal(ReadOnlySpan<char> text, out decimal value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out value) && IsExact(text);
    }

    /// <summary>Reads a time in ISO 8601 with 0 to 9 fraction digits and <c>Z</c> or an offset; digits past the microsecond are dropped.</summary>
    /// <remarks>A time without a zone is refused, because its meaning would be a guess.</remarks>
    public static bool TryTime(ReadOnlySpan<byte> text, out Instant time)
    {
        time = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)
            || !TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var rest = text[19..];
        var micros = 0;
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
            if (digits is < 1 or > 9)
            {
                return false;
            }

            for (var i = 0; i < 6; i++)
            {
                micros = (micros * 10) + (i < digits ? rest[1 + i] - '0' : 0);
            }

            rest = rest[(1 + digits)..];
        }

        if (!TryZone(rest, out var offsetMinutes))
        {
            return false;
        }

        var days = new DateOnly(year, month, day).DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber;
        var seconds = (days * 86_400L) + ((hour * 60) + minute - offsetMinutes) * 60L + second;
        time = new((seconds * Instant.PerSecond) + micros);
        return true;
    }

    /// <summary>Text from outside, made short and printable on one line for a message.</summary>
    public static string Shown(ReadOnlySpan<byte> text)
    {
        var decoded = Encoding.UTF8.GetString(text.Length > 4 * ShownCharacters ? text[..(4 * ShownCharacters)] : text);
        var line = decoded.Length > ShownCharacters ? decoded[..ShownCharacters] + "…" : decoded;
        return string.Create(line.Length, line, static (target, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                target[i] = char.IsControl(source[i]) ? '?' : source[i];
            }
        });
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z'])
        {
            return true;
        }

        if (text is not [(byte)'+' or (byte)'-', _, _, (byte)':', _, _]
            || !TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute) || hour > 14 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static bool IsExact(ReadOnlySpan<char> text)
    {
        var exponentAt = text.IndexOfAny('e', 'E');
        var exponent = 0;
        if (exponentAt >= 0 && !int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
        {
            return false;
        }

        var mantissa = (exponentAt < 0 ? text : text[..exponentAt]).TrimStart("+-");
        var point = mantissa.IndexOf('.');
        var fraction = point < 0 ? default : mantissa[(point + 1)..].TrimEnd('0');
        var whole = (point < 0 ? mantissa : mantissa[..point]).TrimStart('0');
        var significant = whole.Length > 0 ? whole.Length + fraction.Length : fraction.TrimStart('0').Length;
        return significant == 0 || (significant <= DecimalDigits && fraction.Length - (long)exponent <= DecimalDigits);
    }
}
