using System.Text;
using System.Text.Unicode;

namespace Ballast.Silo.Feeds.Fills;

/// <summary>The complete lines of a file as text. A line that cannot be used is empty, so that the numbers of the others stay.</summary>
/// <param name="lines">The file.</param>
/// <param name="refused">Receives each line that cannot be used, by its number, and why.</param>
internal sealed class CsvText(LineReader lines, Action<long, string> refused) : TextReader
{
    private string _text = "";
    private int _position;

    /// <summary>Moves to the next line that is not blank; <see langword="null"/> at the end.</summary>
    internal string? NextLine()
    {
        while (Fill())
        {
            if (!string.IsNullOrWhiteSpace(_text))
            {
                _position = _text.Length;
                return _text.TrimEnd('\n');
            }
        }

        return null;
    }

    /// <inheritdoc />
    public override int Read(Span<char> buffer)
    {
        if (_position == _text.Length && !Fill())
        {
            return 0;
        }

        var count = Math.Min(buffer.Length, _text.Length - _position);
        _text.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <inheritdoc />
    public override int Read(char[] buffer, int index, int count) => Read(buffer.AsSpan(index, count));

    private bool Fill()
    {
        var step = lines.Next();
        if (step is LineStep.End or LineStep.Cut)
        {
            return false;
        }

        var fault = step == LineStep.TooLong ? $"line is longer than {LineReader.MaxLine} bytes" : Utf8.IsValid(lines.Current) ? null : "not UTF-8 text";
        if (fault is not null)
        {
            refused(lines.Number, fault);
        }

        (_text, _position) = (fault is null ? Encoding.UTF8.GetString(lines.Current) + "\n" : "\n", 0);
        return true;
    }
}
